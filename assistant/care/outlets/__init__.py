"""Messages out: a file of records, a folder of e-mails, or a mail server.

`open_record_file` writes JSONL, CSV or Parquet so that the file is there whole or not at all; `build_email` makes an
e-mail, or says why it cannot; `EmlFolder` keeps it as a file, `SmtpOutlet` sends it; `withhold` takes a buyer out of
what was written.
"""

from __future__ import annotations

from assistant.care.outlets.delivery import SmtpOutlet
from assistant.care.outlets.files import RecordFile, beside, cannot_write, open_record_file
from assistant.care.outlets.folder import EmlFolder
from assistant.care.outlets.mail import Mail, Refusal, Sender, build_email, message_id, parse_sender
from assistant.care.outlets.smtp import Delivery, Outcome, SmtpSettings, parse_smtp_url
from assistant.care.outlets.withheld import withhold

__all__ = [
    "Delivery",
    "EmlFolder",
    "Mail",
    "Outcome",
    "RecordFile",
    "Refusal",
    "Sender",
    "SmtpOutlet",
    "SmtpSettings",
    "beside",
    "build_email",
    "cannot_write",
    "message_id",
    "open_record_file",
    "parse_sender",
    "parse_smtp_url",
    "withhold",
]
