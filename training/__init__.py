"""Train the encoder and its heads; not shipped."""
