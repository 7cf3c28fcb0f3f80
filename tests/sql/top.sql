-- min = 1.5
SELECT host
FROM metrics
WHERE value >= {min:Float64};
