-- $1 network, $2 card number: cards of the same reader that were replaced, newest first
select o.card_number from card c
join card o on o.network_id = c.network_id and o.reader_id = c.reader_id and o.card_number <> c.card_number and o.state = 'superseded'
where c.network_id = $1 and c.card_number = $2
order by o.issued_at desc, o.card_number
