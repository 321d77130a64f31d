#ifndef TESSERA_COPENSSL_H
#define TESSERA_COPENSSL_H
// SHA1_Init and its kin are deprecated in 3.0, but they are the only way to a digest without an
// allocation, which each STUN message with integrity costs otherwise.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/time.h>

// What are macros or variadic in C, each as one static inline.

static inline EVP_PKEY *tessera_ec_generate(const char *curve) { return EVP_EC_gen(curve); }

static inline EVP_PKEY *tessera_rsa_generate(unsigned int bits) { return EVP_RSA_gen(bits); }

static inline int tessera_use_dtls12_only(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1
        && SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION) == 1;
}

static inline void tessera_harden(SSL_CTX *context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION
                     | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline int tessera_set_mtu(SSL *ssl, long mtu) { return SSL_set_mtu(ssl, mtu) > 0; }

// Whether a flight waits for its answer.
static inline int tessera_timer_runs(SSL *ssl) {
    struct timeval left;
    return DTLSv1_get_timeout(ssl, &left) == 1;
}

static inline long tessera_handle_timeout(SSL *ssl) { return DTLSv1_handle_timeout(ssl); }

// Adds an extension, in the words of openssl.cnf, to a certificate that signs itself.
static inline int tessera_add_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509V3_set_ctx_nodb(&context);
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
    int done = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

// OpenSSL before 3.1 hands out the address of its own next time-out with
// BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT, later ones that of a copy on the stack.
static inline int tessera_timer_is_writable(void) {
    return OPENSSL_version_major() == 3 && OPENSSL_version_minor() == 0;
}
#endif
