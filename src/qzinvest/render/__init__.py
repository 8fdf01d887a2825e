"""How it looks: one file per audience. Renderers arrange cells and never compute."""
