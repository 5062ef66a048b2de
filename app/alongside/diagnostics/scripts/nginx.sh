have nginx || impossible 'There is no nginx program in this container.'
used 'nginx -v; reads /etc/nginx'
nginx -v 2>&1
title 'Listens, names and targets'
if have grep; then
  grep -rnE '^[[:space:]]*(listen|server_name|proxy_pass|root|return|upstream|include)[[:space:]]' /etc/nginx 2>/dev/null
else
  note 'There is no grep in this container to look through /etc/nginx with.'
fi
