#ifndef TESSERA_SRTP_CRYPTO_H
#define TESSERA_SRTP_CRYPTO_H

// Makes libsrtp encrypt and authenticate through OpenSSL: AES-128 in counter mode, AES-128-GCM and
// HMAC-SHA1, whatever library it was built on. Nothing of it allocates per packet.
//
// Call it once, after srtp_init and before the first session. Returns 0, or the srtp_err_status_t
// with which libsrtp refused one of them: its own known answers are tried on each.
int tess_srtp_use_openssl(void);

#endif
