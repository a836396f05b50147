"""The pages: releases, and the rules of a draft."""
