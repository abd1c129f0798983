"""What several tests share: drawn values, small libraries of packs, and where things are."""

from pathlib import Path

ROOT = Path(__file__).parents[2]  # of the checkout
SAMPLES = ROOT / "samples"
