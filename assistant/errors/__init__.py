"""The exception tree, and Problem: a defect in the seller's data, which is a value and not an exception.

AssistantError
├── InputError              the caller's text or option cannot be used
│   ├── EmptyTextError
│   ├── TextTooLongError
│   ├── NotTextError
│   ├── PathAsTextError     a file's name where its content is meant
│   ├── UnknownValueError   a reason, platform, channel, language ... that does not exist
│   ├── MissingCatalogueError
│   ├── UnknownOptionError
│   ├── NotADateError
│   ├── FarDateError
│   ├── SettingError        a malformed --set
│   └── ServerAddressError  a mail server's address that cannot be used
├── FileError               a file that cannot be read or written
├── DataError               a file with problems: carries all of them
├── ModelFileError          weights that are missing or do not match their checksum
├── ClipboardError
├── InterruptedRunError     an interrupted batch with another input stands in the way
├── BusyOutputError         another run is writing the same file
├── RunTakenError           another run has taken this one over
├── EngineError             Ray failed
├── SendError               a mail server that takes nothing at all
├── MissingExtraError       a part of the program that is not installed
├── in print_errors: MissingFontError, MissingGlyphError, CardError, SheetError (an InputError), PictureError
├── DatabaseError           the archive's or the ledger's database
│   ├── DatabaseGoneError   its file or server cannot be reached
│   ├── DatabaseFullError   no room on its disk
│   ├── DatabaseReadOnlyError
│   └── DatabaseBusyError   another program holds it for too long
├── WorkerLostError         a process of a batch died
├── ArchiveError            the archive cannot do it (assistant/archive/errors.py)
├── in webhooks/errors: WebhookAddressError (an InputError), WebhookTestError
├── DeskError               the desk cannot do it (assistant/desk/errors.py)
├── beside what raises them: RowError (records), RefundAbovePriceError, RefundAboveClaimError (deciding/question),
│   TranslationOffError (bridge/service), UnfinishedDraftError (cli/clipboard)
└── BatchFileError          a batch file whose kind or columns are not understood
"""

from __future__ import annotations

from assistant.errors.base import AssistantError, InputError
from assistant.errors.databases import (
    DatabaseBusyError,
    DatabaseError,
    DatabaseFullError,
    DatabaseGoneError,
    DatabaseReadOnlyError,
)
from assistant.errors.files import BatchFileError, DataError, FileError, ModelFileError, Problem
from assistant.errors.inputs import (
    EmptyTextError,
    FarDateError,
    MissingCatalogueError,
    NotADateError,
    NotTextError,
    PathAsTextError,
    ServerAddressError,
    SettingError,
    TextTooLongError,
    UnknownOptionError,
    UnknownValueError,
    advice,
)
from assistant.errors.runs import (
    BusyOutputError,
    ClipboardError,
    EngineError,
    InterruptedRunError,
    MissingExtraError,
    RunTakenError,
    SendError,
    WorkerLostError,
)

__all__ = [
    "AssistantError",
    "BatchFileError",
    "BusyOutputError",
    "ClipboardError",
    "DataError",
    "DatabaseBusyError",
    "DatabaseError",
    "DatabaseFullError",
    "DatabaseGoneError",
    "DatabaseReadOnlyError",
    "EmptyTextError",
    "EngineError",
    "FarDateError",
    "FileError",
    "InputError",
    "InterruptedRunError",
    "MissingCatalogueError",
    "MissingExtraError",
    "ModelFileError",
    "NotADateError",
    "NotTextError",
    "PathAsTextError",
    "Problem",
    "RunTakenError",
    "SendError",
    "ServerAddressError",
    "SettingError",
    "TextTooLongError",
    "UnknownOptionError",
    "UnknownValueError",
    "WorkerLostError",
    "advice",
]
