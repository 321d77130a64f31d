#ifndef TESSERA_REPLACEMENTS_H
#define TESSERA_REPLACEMENTS_H

#include <srtp2/crypto_types.h>
#include <srtp2/srtp.h>

srtp_err_status_t tess_replace_ciphers(void);
srtp_err_status_t tess_replace_authentication(void);

#endif
