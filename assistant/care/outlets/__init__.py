"""Messages out: a file of records, a folder of e-mails, or an SMTP server.

`open_record_file` writes JSONL, CSV or Parquet so that the file is there whole or not at all; `EmlFolder` writes an
e-mail a file; `SmtpOutlet` sends. An e-mail is built by `build_email`, which refuses what could be an injection.
"""

from __future__ import annotations

from assistant.care.outlets.files import RecordFile, beside, open_record_file

__all__ = ["RecordFile", "beside", "open_record_file"]
