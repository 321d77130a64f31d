// AES-128 in counter mode (RFC 3711 §4.1.1) and AES-128-GCM (RFC 7714) for libsrtp, on OpenSSL.
//
// One context for each cipher, made with it and used for all its packets.

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <srtp2/cipher.h>
#include <stdlib.h>
#include <string.h>

#include "replacements.h"

enum { key_bytes = 16, cm_salt_bytes = 14, gcm_salt_bytes = 12, gcm_tag_bytes = 16 };

typedef struct {
    // First, as libsrtp frees the whole by it.
    srtp_cipher_t base;
    EVP_CIPHER_CTX *context;
    // What each packet's counter begins with; the last two bytes count blocks.
    uint8_t salt[16];
} tess_cipher;

static srtp_err_status_t make(
    srtp_cipher_t **made, const srtp_cipher_type_t *type, int given_bytes, int wanted_bytes
) {
    if (given_bytes != wanted_bytes) return srtp_err_status_bad_param;
    tess_cipher *cipher = calloc(1, sizeof *cipher);
    if (cipher == NULL) return srtp_err_status_alloc_fail;
    cipher->context = EVP_CIPHER_CTX_new();
    if (cipher->context == NULL) {
        free(cipher);
        return srtp_err_status_alloc_fail;
    }
    cipher->base.type = type;
    cipher->base.state = cipher;
    cipher->base.key_len = given_bytes;
    cipher->base.algorithm = (int)type->id;
    *made = &cipher->base;
    return srtp_err_status_ok;
}

static srtp_err_status_t let_go(srtp_cipher_t *base) {
    tess_cipher *cipher = base->state;
    EVP_CIPHER_CTX_free(cipher->context);
    OPENSSL_cleanse(cipher, sizeof *cipher);
    free(cipher);
    return srtp_err_status_ok;
}

static srtp_err_status_t checked(int done) {
    return done == 1 ? srtp_err_status_ok : srtp_err_status_cipher_fail;
}

// The cipher keeps its key; what changes with a packet is the vector and the direction.
static int restart(tess_cipher *cipher, const uint8_t *vector, int encrypts) {
    return EVP_CipherInit_ex(cipher->context, NULL, NULL, NULL, vector, encrypts);
}

static int work(tess_cipher *cipher, uint8_t *bytes, unsigned int count) {
    int done = 0;
    return EVP_CipherUpdate(cipher->context, bytes, &done, bytes, (int)count) == 1
        && done == (int)count;
}

// MARK: Counter mode

static const srtp_cipher_type_t counter_mode;

static srtp_err_status_t cm_alloc(srtp_cipher_t **made, int bytes, int tag_bytes) {
    (void)tag_bytes;
    return make(made, &counter_mode, bytes, key_bytes + cm_salt_bytes);
}

static srtp_err_status_t cm_init(void *state, const uint8_t *key) {
    tess_cipher *cipher = state;
    memset(cipher->salt, 0, sizeof cipher->salt);
    memcpy(cipher->salt, key + key_bytes, cm_salt_bytes);
    return checked(EVP_CipherInit_ex(cipher->context, EVP_aes_128_ctr(), NULL, key, NULL, 1));
}

static srtp_err_status_t cm_set_iv(void *state, uint8_t *iv, srtp_cipher_direction_t direction) {
    tess_cipher *cipher = state;
    uint8_t counter[16];
    (void)direction;
    for (int index = 0; index < 16; index++) counter[index] = iv[index] ^ cipher->salt[index];
    return checked(restart(cipher, counter, 1));
}

static srtp_err_status_t cm_crypt(void *state, uint8_t *bytes, unsigned int *count) {
    return checked(work(state, bytes, *count));
}

// RFC 3711 B.2.
static const uint8_t cm_key[key_bytes + cm_salt_bytes] = {
    0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F, 0x3C,
    0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD,
};
static uint8_t cm_vector[16];
static const uint8_t cm_plain[32];
static const uint8_t cm_coded[32] = {
    0xE0, 0x3E, 0xAD, 0x09, 0x35, 0xC9, 0x5E, 0x80, 0xE1, 0x66, 0xB1, 0x6D, 0xD9, 0x2B, 0x4E, 0xB4,
    0xD2, 0x35, 0x13, 0x16, 0x2B, 0x02, 0xD0, 0xF7, 0x2A, 0x43, 0xA2, 0xFE, 0x4A, 0x5F, 0x97, 0xAB,
};
static const srtp_cipher_test_case_t cm_known_answer = {
    .key_length_octets = sizeof cm_key,
    .key = cm_key,
    .idx = cm_vector,
    .plaintext_length_octets = sizeof cm_plain,
    .plaintext = cm_plain,
    .ciphertext_length_octets = sizeof cm_coded,
    .ciphertext = cm_coded,
};

static const srtp_cipher_type_t counter_mode = {
    .alloc = cm_alloc,
    .dealloc = let_go,
    .init = cm_init,
    .encrypt = cm_crypt,
    .decrypt = cm_crypt,
    .set_iv = cm_set_iv,
    .description = "AES-128 counter mode, OpenSSL",
    .test_data = &cm_known_answer,
    .id = SRTP_AES_ICM_128,
};

// MARK: Galois/counter mode

static const srtp_cipher_type_t galois_mode;

static srtp_err_status_t gcm_alloc(srtp_cipher_t **made, int bytes, int tag_bytes) {
    // SRTP's profiles have the whole tag (RFC 7714 §14.2), libsrtp's tests also half of it.
    if (tag_bytes != gcm_tag_bytes && tag_bytes != gcm_tag_bytes / 2) {
        return srtp_err_status_bad_param;
    }
    srtp_err_status_t status = make(made, &galois_mode, bytes, key_bytes + gcm_salt_bytes);
    if (status == srtp_err_status_ok) ((tess_cipher *)(*made)->state)->salt[0] = (uint8_t)tag_bytes;
    return status;
}

// In this mode libsrtp mixes the salt into the vector itself; its place holds the tag's length.
static int tag_bytes_of(const tess_cipher *cipher) { return cipher->salt[0]; }

static srtp_err_status_t gcm_init(void *state, const uint8_t *key) {
    tess_cipher *cipher = state;
    return checked(EVP_CipherInit_ex(cipher->context, EVP_aes_128_gcm(), NULL, key, NULL, 1));
}

static srtp_err_status_t gcm_set_iv(void *state, uint8_t *iv, srtp_cipher_direction_t direction) {
    if (direction == srtp_direction_any) return srtp_err_status_bad_param;
    return checked(restart(state, iv, direction == srtp_direction_encrypt));
}

static srtp_err_status_t gcm_set_aad(void *state, const uint8_t *bytes, uint32_t count) {
    tess_cipher *cipher = state;
    int done = 0;
    return checked(EVP_CipherUpdate(cipher->context, NULL, &done, bytes, (int)count));
}

static srtp_err_status_t gcm_encrypt(void *state, uint8_t *bytes, unsigned int *count) {
    return checked(work(state, bytes, *count));
}

static srtp_err_status_t gcm_get_tag(void *state, uint8_t *tag, uint32_t *count) {
    tess_cipher *cipher = state;
    uint8_t nothing[16];
    int done = 0;
    if (EVP_CipherFinal_ex(cipher->context, nothing, &done) != 1) return srtp_err_status_cipher_fail;
    *count = (uint32_t)tag_bytes_of(cipher);
    return checked(
        EVP_CIPHER_CTX_ctrl(cipher->context, EVP_CTRL_AEAD_GET_TAG, (int)*count, tag));
}

static srtp_err_status_t gcm_decrypt(void *state, uint8_t *bytes, unsigned int *count) {
    tess_cipher *cipher = state;
    unsigned int tag_bytes = (unsigned int)tag_bytes_of(cipher);
    if (*count < tag_bytes) return srtp_err_status_bad_param;
    unsigned int plain = *count - tag_bytes;
    uint8_t nothing[16];
    int done = 0;
    if (EVP_CIPHER_CTX_ctrl(
            cipher->context, EVP_CTRL_AEAD_SET_TAG, (int)tag_bytes, bytes + plain)
        != 1)
        return srtp_err_status_cipher_fail;
    if (!work(cipher, bytes, plain)) return srtp_err_status_cipher_fail;
    if (EVP_CipherFinal_ex(cipher->context, nothing, &done) != 1) return srtp_err_status_auth_fail;
    *count = plain;
    return srtp_err_status_ok;
}

// Test case 4 of "The Galois/Counter Mode of Operation" (McGrew, Viega), appendix B.
static const uint8_t gcm_key[key_bytes + gcm_salt_bytes] = {
    0xFE, 0xFF, 0xE9, 0x92, 0x86, 0x65, 0x73, 0x1C, 0x6D, 0x6A, 0x8F, 0x94, 0x67, 0x30, 0x83, 0x08,
};
static uint8_t gcm_vector[16] = {
    0xCA, 0xFE, 0xBA, 0xBE, 0xFA, 0xCE, 0xDB, 0xAD, 0xDE, 0xCA, 0xF8, 0x88,
};
static const uint8_t gcm_aad[20] = {
    0xFE, 0xED, 0xFA, 0xCE, 0xDE, 0xAD, 0xBE, 0xEF, 0xFE, 0xED,
    0xFA, 0xCE, 0xDE, 0xAD, 0xBE, 0xEF, 0xAB, 0xAD, 0xDA, 0xD2,
};
static const uint8_t gcm_plain[60] = {
    0xD9, 0x31, 0x32, 0x25, 0xF8, 0x84, 0x06, 0xE5, 0xA5, 0x59, 0x09, 0xC5, 0xAF, 0xF5, 0x26, 0x9A,
    0x86, 0xA7, 0xA9, 0x53, 0x15, 0x34, 0xF7, 0xDA, 0x2E, 0x4C, 0x30, 0x3D, 0x8A, 0x31, 0x8A, 0x72,
    0x1C, 0x3C, 0x0C, 0x95, 0x95, 0x68, 0x09, 0x53, 0x2F, 0xCF, 0x0E, 0x24, 0x49, 0xA6, 0xB5, 0x25,
    0xB1, 0x6A, 0xED, 0xF5, 0xAA, 0x0D, 0xE6, 0x57, 0xBA, 0x63, 0x7B, 0x39,
};
static const uint8_t gcm_coded[76] = {
    0x42, 0x83, 0x1E, 0xC2, 0x21, 0x77, 0x74, 0x24, 0x4B, 0x72, 0x21, 0xB7, 0x84, 0xD0, 0xD4, 0x9C,
    0xE3, 0xAA, 0x21, 0x2F, 0x2C, 0x02, 0xA4, 0xE0, 0x35, 0xC1, 0x7E, 0x23, 0x29, 0xAC, 0xA1, 0x2E,
    0x21, 0xD5, 0x14, 0xB2, 0x54, 0x66, 0x93, 0x1C, 0x7D, 0x8F, 0x6A, 0x5A, 0xAC, 0x84, 0xAA, 0x05,
    0x1B, 0xA3, 0x0B, 0x39, 0x6A, 0x0A, 0xAC, 0x97, 0x3D, 0x58, 0xE0, 0x91, 0x5B, 0xC9, 0x4F, 0xBC,
    0x32, 0x21, 0xA5, 0xDB, 0x94, 0xFA, 0xE9, 0x5A, 0xE7, 0x12, 0x1A, 0x47,
};
static const srtp_cipher_test_case_t gcm_known_answer = {
    .key_length_octets = sizeof gcm_key,
    .key = gcm_key,
    .idx = gcm_vector,
    .plaintext_length_octets = sizeof gcm_plain,
    .plaintext = gcm_plain,
    .ciphertext_length_octets = sizeof gcm_coded,
    .ciphertext = gcm_coded,
    .aad_length_octets = sizeof gcm_aad,
    .aad = gcm_aad,
    .tag_length_octets = gcm_tag_bytes,
};

static const srtp_cipher_type_t galois_mode = {
    .alloc = gcm_alloc,
    .dealloc = let_go,
    .init = gcm_init,
    .set_aad = gcm_set_aad,
    .encrypt = gcm_encrypt,
    .decrypt = gcm_decrypt,
    .set_iv = gcm_set_iv,
    .get_tag = gcm_get_tag,
    .description = "AES-128-GCM, OpenSSL",
    .test_data = &gcm_known_answer,
    .id = SRTP_AES_GCM_128,
};

srtp_err_status_t tess_replace_ciphers(void) {
    srtp_err_status_t status = srtp_replace_cipher_type(&counter_mode, SRTP_AES_ICM_128);
    if (status != srtp_err_status_ok) return status;
    return srtp_replace_cipher_type(&galois_mode, SRTP_AES_GCM_128);
}
