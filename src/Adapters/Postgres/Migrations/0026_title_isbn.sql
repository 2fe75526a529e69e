-- Works are asked for by ISBN (NCIP BibliographicItemId), which nobody writes alike: letters and digits count.
create index title_isbn on title (network_id, upper(regexp_replace(isbn, '[^0-9A-Za-z]', '', 'g'))) where isbn is not null;
