"""What to keep as evidence, and what to submit to the platform, by the keys that the playbook names."""

from __future__ import annotations

from assistant.model import Line

KEEP: dict[str, Line] = {
    "shipping_proof": Line(msgid="the carrier's proof that the parcel was handed over"),
    "tracking_history": Line(msgid="the full tracking history, as a screenshot with its date"),
    "proof_of_delivery": Line(msgid="the proof of delivery: place, time, signature or photo"),
    "carrier_claim_papers": Line(msgid="the papers of the claim against the carrier"),
    "label_photo": Line(msgid="a photo or copy of the shipping label with the address"),
    "customs_papers": Line(msgid="the customs notice with the exact reason"),
    "invoice": Line(msgid="the commercial invoice"),
    "buyer_photos": Line(msgid="the buyer's photos and videos, in their original files"),
    "packing_record": Line(msgid="the packing record: photo or video of packing, parcel weight"),
    "preship_record": Line(msgid="the record of the check before shipping"),
    "listing_text": Line(msgid="the listing as it was on the day of the order"),
    "parcel_weight": Line(msgid="the parcel's weight at the carrier's"),
    "purchase_invoice": Line(msgid="the purchase invoice of the goods"),
    "brand_licence": Line(msgid="the brand's licence or authorisation"),
    "size_chart": Line(msgid="the size chart as it was on the day of the order"),
    "chat_record": Line(msgid="the whole conversation on the platform"),
    "review_screenshot": Line(msgid="a screenshot of the review with its date"),
    "refund_record": Line(msgid="the platform's record of the refund"),
    "return_tracking": Line(msgid="the tracking history of the return"),
}
