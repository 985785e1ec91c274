"""销号 (xiaohao): rectification items of a city's inspected units, from the feedback letter to the strike-off."""
