"""Read models over many rows: lists, worklist, figures, wall chart, history. Nothing here writes or asks who may."""
