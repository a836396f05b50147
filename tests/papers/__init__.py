"""Every kind of paper in every language, as pictures to be looked at."""

OUT = "PAPERS_OUT"  # the folder, while they are drawn
