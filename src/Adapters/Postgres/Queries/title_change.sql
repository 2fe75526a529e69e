-- $1 network, $2 title, $3 name, $4 author
update title set name = $3, author = $4 where network_id = $1 and title_id = $2 and (name, author) is distinct from ($3, $4)
