"""How do we say it? Plan -> Draft, its gloss, its findings. Pure: templates, catalogues and weights are arguments."""
