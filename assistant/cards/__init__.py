"""Thank-you cards: their text in the buyer's language, linted as a card, and printed."""
