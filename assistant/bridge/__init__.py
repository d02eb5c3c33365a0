"""The bridge to a translation service: off until the shop names one, for what no catalogue says and the staff type."""
