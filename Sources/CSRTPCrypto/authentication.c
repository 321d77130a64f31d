// HMAC-SHA1 (RFC 2104) for libsrtp, on OpenSSL.
//
// SHA1_Init and its kin are deprecated, but they are the only way to a digest without an allocation
// for each packet.

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <srtp2/auth.h>
#include <stdlib.h>
#include <string.h>

#include "replacements.h"
#include "tess_srtp_crypto.h"

typedef struct {
    // First, as libsrtp frees the whole by it.
    srtp_auth_t base;
    // After the block of the key with the inner and the outer padding.
    SHA_CTX inner;
    SHA_CTX outer;
    // The packet that is being authenticated.
    SHA_CTX current;
} tess_hmac;

static const srtp_auth_type_t hmac_sha1;

static srtp_err_status_t hmac_alloc(srtp_auth_t **made, int key_bytes, int tag_bytes) {
    if (key_bytes < 0 || key_bytes > SHA_CBLOCK) return srtp_err_status_bad_param;
    if (tag_bytes < 0 || tag_bytes > SHA_DIGEST_LENGTH) return srtp_err_status_bad_param;
    tess_hmac *hmac = calloc(1, sizeof *hmac);
    if (hmac == NULL) return srtp_err_status_alloc_fail;
    hmac->base.type = &hmac_sha1;
    hmac->base.state = hmac;
    hmac->base.key_len = key_bytes;
    hmac->base.out_len = tag_bytes;
    *made = &hmac->base;
    return srtp_err_status_ok;
}

static srtp_err_status_t hmac_dealloc(srtp_auth_t *base) {
    OPENSSL_cleanse(base->state, sizeof(tess_hmac));
    free(base);
    return srtp_err_status_ok;
}

static void begin(SHA_CTX *context, const uint8_t *key, int key_bytes, uint8_t padding) {
    uint8_t block[SHA_CBLOCK];
    memset(block, padding, sizeof block);
    for (int index = 0; index < key_bytes; index++) block[index] ^= key[index];
    SHA1_Init(context);
    SHA1_Update(context, block, sizeof block);
    OPENSSL_cleanse(block, sizeof block);
}

static srtp_err_status_t hmac_init(void *state, const uint8_t *key, int key_bytes) {
    tess_hmac *hmac = state;
    if (key_bytes < 0 || key_bytes > SHA_CBLOCK) return srtp_err_status_bad_param;
    begin(&hmac->inner, key, key_bytes, 0x36);
    begin(&hmac->outer, key, key_bytes, 0x5C);
    hmac->current = hmac->inner;
    return srtp_err_status_ok;
}

static srtp_err_status_t hmac_start(void *state) {
    tess_hmac *hmac = state;
    hmac->current = hmac->inner;
    return srtp_err_status_ok;
}

static srtp_err_status_t hmac_update(void *state, const uint8_t *bytes, int count) {
    tess_hmac *hmac = state;
    SHA1_Update(&hmac->current, bytes, (size_t)count);
    return srtp_err_status_ok;
}

static srtp_err_status_t hmac_compute(
    void *state, const uint8_t *bytes, int count, int tag_bytes, uint8_t *tag
) {
    tess_hmac *hmac = state;
    uint8_t digest[SHA_DIGEST_LENGTH];
    if (tag_bytes < 0 || tag_bytes > SHA_DIGEST_LENGTH) return srtp_err_status_bad_param;
    SHA1_Update(&hmac->current, bytes, (size_t)count);
    SHA1_Final(digest, &hmac->current);
    hmac->current = hmac->outer;
    SHA1_Update(&hmac->current, digest, sizeof digest);
    SHA1_Final(digest, &hmac->current);
    memcpy(tag, digest, (size_t)tag_bytes);
    return srtp_err_status_ok;
}

// RFC 2202 §3, test case 1.
static const uint8_t known_key[20] = {
    0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B,
    0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B,
};
static const uint8_t known_data[8] = {'H', 'i', ' ', 'T', 'h', 'e', 'r', 'e'};
static const uint8_t known_tag[20] = {
    0xB6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xE2, 0x8B,
    0xC0, 0xB6, 0xFB, 0x37, 0x8C, 0x8E, 0xF1, 0x46, 0xBE, 0x00,
};
static const srtp_auth_test_case_t known_answer = {
    .key_length_octets = sizeof known_key,
    .key = known_key,
    .data_length_octets = sizeof known_data,
    .data = known_data,
    .tag_length_octets = sizeof known_tag,
    .tag = known_tag,
};

static const srtp_auth_type_t hmac_sha1 = {
    .alloc = hmac_alloc,
    .dealloc = hmac_dealloc,
    .init = hmac_init,
    .compute = hmac_compute,
    .update = hmac_update,
    .start = hmac_start,
    .description = "HMAC-SHA1, OpenSSL",
    .test_data = &known_answer,
    .id = SRTP_HMAC_SHA1,
};

srtp_err_status_t tess_replace_authentication(void) {
    return srtp_replace_auth_type(&hmac_sha1, SRTP_HMAC_SHA1);
}

int tess_srtp_use_openssl(void) {
    srtp_err_status_t status = tess_replace_ciphers();
    if (status != srtp_err_status_ok) return (int)status;
    return (int)tess_replace_authentication();
}
