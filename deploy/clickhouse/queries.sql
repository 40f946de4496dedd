-- Questions that the table answers. deploy/clickhouse/check runs each of them.

-- Whom and what are articles about, by language?
SELECT language, entity_name, uniqExact(article_id) AS articles
FROM rafid.mentions FINAL
GROUP BY language, entity_name
ORDER BY articles DESC, language, entity_name
LIMIT 20;

-- One entity across languages and scripts: how is it written?
SELECT entity_id, language, groupUniqArray(10)(surface) AS surfaces
FROM rafid.mentions FINAL
WHERE linked
GROUP BY entity_id, language
ORDER BY count() DESC, entity_id, language
LIMIT 20;

-- Who is named together with whom?
SELECT a.entity_name AS one, b.entity_name AS other, uniqExact(a.delivery) AS articles
FROM rafid.mentions AS a
INNER JOIN rafid.mentions AS b ON a.delivery = b.delivery
WHERE a.entity_id < b.entity_id
GROUP BY one, other
ORDER BY articles DESC, one, other
LIMIT 20;

-- Where do articles of a day happen? For a map.
SELECT published_day, entity_name, any(lat) AS latitude, any(lon) AS longitude, uniqExact(article_id) AS articles
FROM rafid.mentions FINAL
WHERE entity_type = 'LOC' AND lat IS NOT NULL
GROUP BY published_day, entity_name
ORDER BY articles DESC, entity_name
LIMIT 20;
