-- What a store of retailgraph holds. One file is one store; `retailgraph store schema` prints this.
--
-- What files said: entity, article and all that hangs on them. What was concluded from it: relationship,
-- conflict and all that hangs on them. What was loaded, to the byte: load, load_file. Texts that are not
-- there are '', days and numbers that are not there NULL. Days are ISO 8601; a date as an article states it
-- may be a year or a month (2019, 2019-09). For people there are views at the end: fact, source, spelling.
--
-- What many rows repeat (ids, relations, publishers) stands once, as a word, and rows hold its number. Read
-- the views: entity, claim, relationship and so on show each NAME_row with words for numbers, keys in digits.
--
-- Numbers name rows within one store; of a store that lies over the shipped one those of articles, claims,
-- figures, relationships, conflicts and words never clash, because the shipped file counts down from -1. Ids
-- and keys are the same in every store.

-- Facts about the store itself: format, counts, the day it was concluded for, the ontology.
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Ids, types, relations, publishers and whatever else rows repeat; who needs a word adds it.
CREATE TABLE word (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- Who or what articles talk about.
CREATE TABLE entity_row (
  id INTEGER PRIMARY KEY REFERENCES word (id),
  name TEXT NOT NULL,                -- the current name
  country TEXT NOT NULL,             -- ISO 3166
  website TEXT NOT NULL,
  about TEXT NOT NULL
) STRICT;

CREATE TABLE entity_type_row (
  entity INTEGER NOT NULL REFERENCES entity_row (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type INTEGER NOT NULL REFERENCES word (id),  -- Company, Brand, ...
  PRIMARY KEY (entity, position)
) STRICT, WITHOUT ROWID;

-- Other names: kind 'alias'; 'name' in a language; 'former', with the dates between which it was borne.
CREATE TABLE entity_name_row (
  entity INTEGER NOT NULL REFERENCES entity_row (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('alias', 'name', 'former')),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,            -- BCP 47
  start TEXT,
  until TEXT,
  source TEXT NOT NULL,              -- an article that says so
  PRIMARY KEY (entity, kind, position)
) STRICT, WITHOUT ROWID;

-- Identifiers of other registers: lei, wikidata, isin, ticker.
CREATE TABLE entity_identifier_row (
  entity INTEGER NOT NULL REFERENCES entity_row (id) ON DELETE CASCADE,
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (entity, scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_identifier_value ON entity_identifier_row (value, scheme);

-- Ids that a decision says are the same as the entity's own.
CREATE TABLE entity_merged_row (
  entity INTEGER NOT NULL REFERENCES entity_row (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (entity, position)
) STRICT, WITHOUT ROWID;

-- Names as they are looked up: folded, each with how well a match in it counts (0 the id, 1 the name, ...).
CREATE TABLE name_key_row (
  key TEXT NOT NULL,
  tier INTEGER NOT NULL,
  entity INTEGER NOT NULL REFERENCES entity_row (id) ON DELETE CASCADE,
  spelled INTEGER NOT NULL,          -- 1 for what people spell so; 0 for ids and transcriptions
  PRIMARY KEY (key, tier, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_key_entity ON name_key_row (entity);
-- Where those are looked for that differ by a slip of the hand, which leaves the first letter as it is.
CREATE INDEX name_key_slip ON name_key_row (substr(key, 1, 1), length(key), key) WHERE spelled = 1;

CREATE TABLE article (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  language TEXT NOT NULL,
  url TEXT NOT NULL,
  publisher TEXT NOT NULL,
  published TEXT,
  retrieved TEXT,
  copy_of TEXT NOT NULL,             -- the id of the article that it repeats
  note TEXT NOT NULL,
  text_hash TEXT NOT NULL,           -- SHA-256 of the text in which the offsets of its quotes count
  published_earliest TEXT AS (published || substr('0000-01-01', 1 + length(published))),
  published_latest TEXT AS (published || CASE length(published)
    WHEN 4 THEN '-12-31'
    WHEN 7 THEN iif(published LIKE '%-12', '-31', substr(date(published || '-01', '+1 month', '-1 day'), 8))
    ELSE '' END)
) STRICT;
CREATE INDEX article_url ON article (url) WHERE url <> '';
CREATE INDEX article_copy_of ON article (copy_of) WHERE copy_of <> '';
CREATE INDEX article_published ON article (published_latest);

-- One place of an article: in our words (says) or in its own (quote).
CREATE TABLE passage (
  article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  says TEXT NOT NULL,
  quote TEXT NOT NULL,
  quote_start INTEGER,
  quote_end INTEGER,
  PRIMARY KEY (article, position)
) STRICT, WITHOUT ROWID;

-- What one article says: subject, relation, object.
CREATE TABLE claim_row (
  number INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
  key INTEGER NOT NULL,              -- a hash of all that it says
  subject INTEGER NOT NULL REFERENCES word (id),
  relation INTEGER NOT NULL REFERENCES word (id),
  object INTEGER NOT NULL REFERENCES word (id),
  status INTEGER NOT NULL REFERENCES word (id),
  from_date TEXT,
  to_date TEXT,
  announced TEXT,
  share TEXT NOT NULL,
  confidence REAL NOT NULL
) STRICT;
CREATE INDEX claim_article ON claim_row (article);
CREATE INDEX claim_subject ON claim_row (subject, object);
CREATE INDEX claim_object ON claim_row (object, relation);

CREATE TABLE claim_passage (
  claim INTEGER NOT NULL REFERENCES claim_row (number) ON DELETE CASCADE,
  passage INTEGER NOT NULL,          -- its position
  PRIMARY KEY (claim, passage)
) STRICT, WITHOUT ROWID;

-- What a claim adds: scope, market, role, seller, ...
CREATE TABLE claim_qualifier_row (
  claim INTEGER NOT NULL REFERENCES claim_row (number) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value INTEGER NOT NULL REFERENCES word (id),
  is_entity INTEGER NOT NULL,        -- 1 where the value is the id of an entity
  PRIMARY KEY (claim, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_qualifier_complete ON claim_qualifier_row (claim, value) WHERE name = 'complete';
CREATE INDEX claim_qualifier_entity ON claim_qualifier_row (value, name) WHERE is_entity = 1;

-- A number that an article states about an entity.
CREATE TABLE figure (
  number INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
  key TEXT NOT NULL,
  entity TEXT NOT NULL,
  measure TEXT NOT NULL,
  value REAL,
  below REAL,
  above REAL,
  at_least REAL,
  at_most REAL,
  unit TEXT NOT NULL,
  market TEXT NOT NULL,
  on_date TEXT,
  note TEXT NOT NULL,
  UNIQUE (article, key)
) STRICT;
CREATE INDEX figure_entity ON figure (entity);

CREATE TABLE figure_passage (
  figure INTEGER NOT NULL REFERENCES figure (number) ON DELETE CASCADE,
  passage INTEGER NOT NULL,
  PRIMARY KEY (figure, passage)
) STRICT, WITHOUT ROWID;

-- What all claims about one subject, relation and object add up to.
CREATE TABLE relationship_row (
  number INTEGER PRIMARY KEY,
  key INTEGER NOT NULL UNIQUE,
  subject INTEGER NOT NULL REFERENCES word (id),
  relation INTEGER NOT NULL REFERENCES word (id),
  object INTEGER NOT NULL REFERENCES word (id),
  articles INTEGER NOT NULL,         -- how many articles support it
  first_reported TEXT NOT NULL,
  last_reported TEXT NOT NULL,
  undated INTEGER NOT NULL           -- 1 if no article has a date: the days are those of reading; 2 if they have none
) STRICT;
CREATE INDEX relationship_subject ON relationship_row (subject, relation);
CREATE INDEX relationship_object ON relationship_row (object, relation);

-- The qualifiers by which it is told from others of the same subject, relation and object.
CREATE TABLE relationship_distinction (
  relationship INTEGER NOT NULL REFERENCES relationship_row (number) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (relationship, name, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE relationship_qualifier_row (
  relationship INTEGER NOT NULL REFERENCES relationship_row (number) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value INTEGER NOT NULL REFERENCES word (id),
  is_entity INTEGER NOT NULL,
  PRIMARY KEY (relationship, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX relationship_qualifier_entity ON relationship_qualifier_row (value, name) WHERE is_entity = 1;

CREATE TABLE relationship_publisher_row (
  relationship INTEGER NOT NULL REFERENCES relationship_row (number) ON DELETE CASCADE,
  publisher INTEGER NOT NULL REFERENCES word (id),
  PRIMARY KEY (relationship, publisher)
) STRICT, WITHOUT ROWID;

-- The claims that it was concluded from; they may be shipped ones, with numbers below 0.
CREATE TABLE relationship_claim (
  relationship INTEGER NOT NULL REFERENCES relationship_row (number) ON DELETE CASCADE,
  claim INTEGER NOT NULL,
  PRIMARY KEY (relationship, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX relationship_claim_claim ON relationship_claim (claim);

-- One stretch of a state, or one attempt at a deal. It begins on a day from since_earliest to since_latest,
-- and until is the first day on which it no longer holds. since NULL: nothing is known; until NULL: open.
CREATE TABLE spell (
  relationship INTEGER NOT NULL REFERENCES relationship_row (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  status TEXT NOT NULL,
  since TEXT,
  since_earliest TEXT,
  since_latest TEXT,
  until TEXT,
  until_earliest TEXT,
  until_latest TEXT,
  announced TEXT NOT NULL,
  since_rule TEXT NOT NULL,
  since_deal TEXT NOT NULL,          -- the key of the deal that made the start
  until_rule TEXT NOT NULL,
  until_deal TEXT NOT NULL,
  doubted_from TEXT,
  doubted_until TEXT,
  doubt_rule TEXT NOT NULL,          -- why it is in doubt, where no conflict says so
  doubt_deal TEXT NOT NULL,          -- the key of the relationship behind that
  PRIMARY KEY (relationship, position)
) STRICT, WITHOUT ROWID;

-- Who says so of one of several spells, and what they add; of an only spell that is what its relationship has.
CREATE TABLE spell_support (
  relationship INTEGER NOT NULL,
  spell INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  first_reported TEXT NOT NULL,
  last_reported TEXT NOT NULL,
  undated INTEGER NOT NULL,
  PRIMARY KEY (relationship, spell),
  FOREIGN KEY (relationship, spell) REFERENCES spell (relationship, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE spell_claim (
  relationship INTEGER NOT NULL,
  spell INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  PRIMARY KEY (relationship, spell, claim),
  FOREIGN KEY (relationship, spell) REFERENCES spell (relationship, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE spell_publisher_row (
  relationship INTEGER NOT NULL,
  spell INTEGER NOT NULL,
  publisher INTEGER NOT NULL REFERENCES word (id),
  PRIMARY KEY (relationship, spell, publisher),
  FOREIGN KEY (relationship, spell) REFERENCES spell (relationship, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE spell_qualifier (
  relationship INTEGER NOT NULL,
  spell INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (relationship, spell, name, value),
  FOREIGN KEY (relationship, spell) REFERENCES spell (relationship, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The share held from a day on, as stated.
CREATE TABLE share_step (
  relationship INTEGER NOT NULL,
  spell INTEGER NOT NULL,
  position INTEGER NOT NULL,
  day TEXT NOT NULL,
  share TEXT NOT NULL,
  PRIMARY KEY (relationship, spell, position),
  FOREIGN KEY (relationship, spell) REFERENCES spell (relationship, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Reports that cannot all be right.
CREATE TABLE conflict_row (
  number INTEGER PRIMARY KEY,
  key INTEGER NOT NULL UNIQUE,
  kind INTEGER NOT NULL REFERENCES word (id),
  text INTEGER NOT NULL REFERENCES word (id)
) STRICT;
CREATE INDEX conflict_kind ON conflict_row (kind);

CREATE TABLE conflict_about_row (
  conflict INTEGER NOT NULL REFERENCES conflict_row (number) ON DELETE CASCADE,
  relationship INTEGER NOT NULL,     -- its key
  PRIMARY KEY (conflict, relationship)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_about_relationship ON conflict_about_row (relationship);

CREATE TABLE conflict_side_row (
  conflict INTEGER NOT NULL REFERENCES conflict_row (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  says INTEGER NOT NULL REFERENCES word (id),
  about TEXT NOT NULL,               -- the key of the relationship that this side is about, if one of several
  PRIMARY KEY (conflict, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE side_claim (
  conflict INTEGER NOT NULL,
  side INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  PRIMARY KEY (conflict, side, claim),
  FOREIGN KEY (conflict, side) REFERENCES conflict_side_row (conflict, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE side_publisher_row (
  conflict INTEGER NOT NULL,
  side INTEGER NOT NULL,
  publisher INTEGER NOT NULL REFERENCES word (id),
  PRIMARY KEY (conflict, side, publisher),
  FOREIGN KEY (conflict, side) REFERENCES conflict_side_row (conflict, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What was loaded and removed, in order: the store is made from these bytes again whenever it must be.
CREATE TABLE load (
  number INTEGER PRIMARY KEY,
  loaded_at TEXT NOT NULL            -- UTC
) STRICT;

CREATE TABLE load_file (
  load INTEGER NOT NULL REFERENCES load (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (load, position)
) STRICT, WITHOUT ROWID;

-- The bytes of a file: its pieces in order, each deflated by zlib.
CREATE TABLE load_piece (
  load INTEGER NOT NULL,
  position INTEGER NOT NULL,
  piece INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (load, position, piece),
  FOREIGN KEY (load, position) REFERENCES load_file (load, position) ON DELETE CASCADE
) STRICT;

-- What a file of a load says: articles, entities, or decisions (whose ids are empty).
CREATE TABLE load_says (
  load INTEGER NOT NULL REFERENCES load (number) ON DELETE CASCADE,
  file INTEGER NOT NULL,             -- its position
  kind TEXT NOT NULL CHECK (kind IN ('article', 'entity', 'decisions')),
  ids BLOB NOT NULL,                 -- sorted, one a line, deflated by zlib
  PRIMARY KEY (load, file, kind)
) STRICT;

-- What a load took away.
CREATE TABLE load_gone (
  load INTEGER NOT NULL REFERENCES load (number) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('article', 'entity')),
  id TEXT NOT NULL,
  PRIMARY KEY (load, kind, id)
) STRICT, WITHOUT ROWID;

-- What each change concerned, for what is kept in step with the rows (the RDF): a step leads to a state.
CREATE TABLE step (
  number INTEGER PRIMARY KEY,
  state TEXT NOT NULL UNIQUE
) STRICT;

-- What came, went or is another since the step before: the ids of entities and articles, the keys of others.
CREATE TABLE step_concerns (
  step INTEGER NOT NULL REFERENCES step (number) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('entity', 'article', 'relationship', 'conflict')),
  id TEXT NOT NULL,
  PRIMARY KEY (step, kind, id)
) STRICT, WITHOUT ROWID;

-- Of a store over the shipped one: what of that is no more to be seen, because it was replaced or removed.
CREATE TABLE hidden_entity (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE hidden_article (number INTEGER PRIMARY KEY) STRICT;
CREATE TABLE hidden_relationship (number INTEGER PRIMARY KEY) STRICT;
CREATE TABLE hidden_conflict (number INTEGER PRIMARY KEY) STRICT;

-- The rows above with their words, and with their keys in sixteen hexadecimal digits.
CREATE VIEW entity AS
SELECT the_id.text AS id, this.name, this.country, this.website, this.about
FROM entity_row AS this
JOIN word AS the_id ON the_id.id = this.id;

CREATE VIEW entity_type AS
SELECT the_entity.text AS entity, this.position, the_type.text AS type
FROM entity_type_row AS this
JOIN word AS the_entity ON the_entity.id = this.entity
JOIN word AS the_type ON the_type.id = this.type;

CREATE VIEW entity_name AS
SELECT the_entity.text AS entity, this.kind, this.position, this.text, this.language, this.start,
  this.until, this.source
FROM entity_name_row AS this
JOIN word AS the_entity ON the_entity.id = this.entity;

CREATE VIEW entity_identifier AS
SELECT the_entity.text AS entity, this.scheme, this.value
FROM entity_identifier_row AS this
JOIN word AS the_entity ON the_entity.id = this.entity;

CREATE VIEW entity_merged AS
SELECT the_entity.text AS entity, this.position, this.id
FROM entity_merged_row AS this
JOIN word AS the_entity ON the_entity.id = this.entity;

CREATE VIEW name_key AS
SELECT this.key, this.tier, the_entity.text AS entity, this.spelled
FROM name_key_row AS this
JOIN word AS the_entity ON the_entity.id = this.entity;

CREATE VIEW claim AS
SELECT this.number, this.article, printf('%016x', this.key) AS key,
  the_subject.text AS subject, the_relation.text AS relation,
  the_object.text AS object, the_status.text AS status, this.from_date, this.to_date, this.announced,
  this.share, this.confidence
FROM claim_row AS this
JOIN word AS the_subject ON the_subject.id = this.subject
JOIN word AS the_relation ON the_relation.id = this.relation
JOIN word AS the_object ON the_object.id = this.object
JOIN word AS the_status ON the_status.id = this.status;

CREATE VIEW claim_qualifier AS
SELECT this.claim, this.name, the_value.text AS value, this.is_entity
FROM claim_qualifier_row AS this
JOIN word AS the_value ON the_value.id = this.value;

CREATE VIEW relationship AS
SELECT this.number, printf('%016x', this.key) AS key,
  the_subject.text AS subject, the_relation.text AS relation,
  the_object.text AS object, this.articles, this.first_reported, this.last_reported, this.undated
FROM relationship_row AS this
JOIN word AS the_subject ON the_subject.id = this.subject
JOIN word AS the_relation ON the_relation.id = this.relation
JOIN word AS the_object ON the_object.id = this.object;

CREATE VIEW relationship_qualifier AS
SELECT this.relationship, this.name, the_value.text AS value, this.is_entity
FROM relationship_qualifier_row AS this
JOIN word AS the_value ON the_value.id = this.value;

CREATE VIEW relationship_publisher AS
SELECT this.relationship, the_publisher.text AS publisher
FROM relationship_publisher_row AS this
JOIN word AS the_publisher ON the_publisher.id = this.publisher;

CREATE VIEW spell_publisher AS
SELECT this.relationship, this.spell, the_publisher.text AS publisher
FROM spell_publisher_row AS this
JOIN word AS the_publisher ON the_publisher.id = this.publisher;

CREATE VIEW conflict AS
SELECT this.number, printf('%016x', this.key) AS key, the_kind.text AS kind, the_text.text AS text
FROM conflict_row AS this
JOIN word AS the_kind ON the_kind.id = this.kind
JOIN word AS the_text ON the_text.id = this.text;

CREATE VIEW conflict_about AS
SELECT this.conflict, printf('%016x', this.relationship) AS relationship
FROM conflict_about_row AS this;

CREATE VIEW conflict_side AS
SELECT this.conflict, this.position, the_says.text AS says, this.about
FROM conflict_side_row AS this
JOIN word AS the_says ON the_says.id = this.says;

CREATE VIEW side_publisher AS
SELECT this.conflict, this.side, the_publisher.text AS publisher
FROM side_publisher_row AS this
JOIN word AS the_publisher ON the_publisher.id = this.publisher;

-- For people. What is concluded, a line for each spell.
CREATE VIEW fact AS
SELECT ifnull(one.name, r.subject) AS subject, r.relation, ifnull(two.name, r.object) AS object, s.status,
  ifnull(nullif(s.since, ''), s.since_latest) AS since, ifnull(nullif(s.until, ''), s.until_latest) AS until,
  r.articles, r.last_reported, r.undated, r.key
FROM relationship AS r
JOIN spell AS s ON s.relationship = r.number
LEFT JOIN entity AS one ON one.id = r.subject
LEFT JOIN entity AS two ON two.id = r.object;

-- Who says so: a line for each claim behind a relationship and each passage that states it.
CREATE VIEW source AS
SELECT r.key, c.subject, c.relation, c.object, c.status, a.publisher, a.published, a.title, a.url,
  ifnull(nullif(p.quote, ''), p.says) AS passage
FROM relationship AS r
JOIN relationship_claim AS rc ON rc.relationship = r.number
JOIN claim AS c ON c.number = rc.claim
JOIN article AS a ON a.number = c.article
JOIN claim_passage AS cp ON cp.claim = c.number
JOIN passage AS p ON p.article = a.number AND p.position = cp.passage;

-- All names of entities.
CREATE VIEW spelling AS
SELECT id AS entity, name AS text, 'name' AS kind, '' AS language FROM entity
UNION ALL
SELECT entity, text, kind, language FROM entity_name;
