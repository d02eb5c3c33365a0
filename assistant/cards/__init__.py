"""Thank-you cards: which one a parcel gets, what it says, what it must not say, and how it comes onto paper."""
