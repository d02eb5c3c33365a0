"""Customer-message assistant for marketplace sellers: what a buyer's message means, what to offer, how to say it."""

__version__ = "0.1.0"
