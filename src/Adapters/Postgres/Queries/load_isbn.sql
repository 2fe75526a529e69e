-- $1 network, $2 ISBNs without hyphens and blanks: each with the record number of its work, the first where several have it
select distinct on (plain) upper(regexp_replace(isbn, '[^0-9A-Za-z]', '', 'g')) as plain, record_number
from title
where network_id = $1 and isbn is not null and upper(regexp_replace(isbn, '[^0-9A-Za-z]', '', 'g')) = any($2)
order by plain, record_number
