"""An order as a platform exports it: its own statuses and dispute states in our words before it is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.model import DisputeStage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.deciding.rulebook.codes import Codes


def in_our_words(data: Mapping[str, Any], codes: Codes, platform: str | None) -> dict[str, Any]:
    """Return an order's JSON with the platform's status and stage replaced by ours.

    A text that is known but says nothing of ours is left out; an unknown one stays, and the parser complains about it.
    A dispute of which such a stage is all that is known is an opened one.
    """
    order = dict(data)
    status = order.get("status")
    if isinstance(status, str) and codes.is_known(platform, status, "statuses"):
        order["status"] = codes.status(platform, status)
    dispute = order.get("dispute")
    stage = dispute.get("stage") if isinstance(dispute, dict) else None
    if isinstance(dispute, dict) and isinstance(stage, str) and codes.is_known(platform, stage, "stages"):
        order["dispute"] = {**dispute, "stage": codes.stage(platform, stage) or _opened(dispute)}
    return order


def _opened(dispute: Mapping[str, Any]) -> DisputeStage | None:
    """Return the stage of a dispute whose own says nothing: without any fact it would be taken for none at all."""
    is_told = any(value is not None and str(value).strip() for name, value in dispute.items() if name != "stage")
    return None if is_told else DisputeStage.OPENED
