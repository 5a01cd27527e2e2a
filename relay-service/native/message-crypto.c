/*
 * HKDF-SHA256 (RFC 5869) and AES-256-GCM (NIST SP 800-38D) for messages of roc1, in one call each, by the OpenSSL inside Node.
 * src/codec/roc1/crypto/node-crypto.ts computes the same with node:crypto. There each key, hash and cipher takes several calls and objects,
 * which cost many times more CPU time than the computation.
 *
 * A call allocates no memory. Between calls only one cipher context is kept, which contains the key of the last message until the next call.
 * All arguments are checked before they are used: a wrong type or length throws a TypeError or RangeError, whose message reveals nothing of
 * the bytes.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <node_api.h>
#include <node_version.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>
#include <openssl/sha.h>

#define BLOCK_BYTES 64
#define HASH_BYTES SHA256_DIGEST_LENGTH
#define KEY_BYTES 32
#define NONCE_BYTES 12
#define TAG_BYTES 16
#define MAX_LABEL 128
/* A head is padded to a multiple of 64 bytes, to hide its length. */
#define MAX_PADDING 64
/* The relay joins more pieces than these before it opens them. */
#define MAX_PIECES 16
/* OpenSSL's lengths are int. */
#define MAX_BYTES (1u << 30)

struct bytes {
  uint8_t *at;
  size_t length;
};

static napi_value fail(napi_env env, const char *problem) {
  napi_throw_range_error(env, NULL, problem);
  return NULL;
}

/* Reads a Uint8Array, such as a Buffer. For any other value it returns false, with an exception pending. */
static bool read_bytes(napi_env env, napi_value value, struct bytes *out) {
  napi_typedarray_type type;
  void *data = NULL;
  if (napi_get_typedarray_info(env, value, &type, &out->length, &data, NULL, NULL) != napi_ok || type != napi_uint8_array) {
    napi_throw_type_error(env, NULL, "bytes must be a Uint8Array");
    return false;
  }
  out->at = data;
  if (out->length <= MAX_BYTES) return true;
  fail(env, "bytes must be at most 1 GiB");
  return false;
}

/* Reads a whole number from 0 to `max`. For any other value it returns false, with an exception pending. */
static bool read_number(napi_env env, napi_value value, uint32_t max, uint32_t *out) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok) {
    napi_throw_type_error(env, NULL, "an offset, length or number must be a number");
    return false;
  }
  if (number >= 0 && number <= max && number == (double)(uint32_t)number) {
    *out = (uint32_t)number;
    return true;
  }
  fail(env, "an offset, length or number is out of its range");
  return false;
}

static bool read_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  size_t given = count;
  return napi_get_cb_info(env, info, &given, values, NULL, NULL) == napi_ok && given == count;
}

/* In three steps, because OpenSSL's single call would look up the algorithm and allocate memory. */
static void sha256(const uint8_t *in, size_t length, uint8_t out[HASH_BYTES]) {
  SHA256_CTX hash;
  SHA256_Init(&hash);
  SHA256_Update(&hash, in, length);
  SHA256_Final(out, &hash);
}

/* The hash states after the inner and outer key block (RFC 2104). */
struct hmac {
  SHA256_CTX inner, outer;
};

static void hmac_key(struct hmac *hmac, const uint8_t *key, size_t length) {
  uint8_t block[BLOCK_BYTES] = {0};
  if (length > BLOCK_BYTES) sha256(key, length, block);
  else if (length > 0) memcpy(block, key, length);
  for (size_t i = 0; i < BLOCK_BYTES; i++) block[i] ^= 0x36;
  SHA256_Init(&hmac->inner);
  SHA256_Update(&hmac->inner, block, BLOCK_BYTES);
  for (size_t i = 0; i < BLOCK_BYTES; i++) block[i] ^= 0x36 ^ 0x5c;
  SHA256_Init(&hmac->outer);
  SHA256_Update(&hmac->outer, block, BLOCK_BYTES);
  OPENSSL_cleanse(block, sizeof block);
}

/* `inner` is the inner state, updated with the message. */
static void hmac_finish(const struct hmac *hmac, SHA256_CTX *inner, uint8_t out[HASH_BYTES]) {
  uint8_t digest[HASH_BYTES];
  SHA256_CTX outer = hmac->outer;
  SHA256_Final(digest, inner);
  SHA256_Update(&outer, digest, HASH_BYTES);
  SHA256_Final(out, &outer);
  OPENSSL_cleanse(digest, sizeof digest);
  OPENSSL_cleanse(&outer, sizeof outer);
}

/*
 * hkdf(secret, salt, label, context, out): fills `out` with HKDF-SHA256 of `secret`. The info is `label` followed by the SHA-256 of `context`.
 * If `context` is undefined, the info is `label` alone, as in the published test vectors of HKDF.
 */
static napi_value hkdf(napi_env env, napi_callback_info callback) {
  napi_value arguments[5];
  struct bytes secret, salt, label, context = {NULL, 0}, out;
  napi_valuetype context_type;
  if (!read_arguments(env, callback, 5, arguments)) return fail(env, "hkdf takes five arguments");
  if (!read_bytes(env, arguments[0], &secret) || !read_bytes(env, arguments[1], &salt) || !read_bytes(env, arguments[2], &label) ||
      !read_bytes(env, arguments[4], &out)) {
    return NULL;
  }
  if (napi_typeof(env, arguments[3], &context_type) != napi_ok) return fail(env, "the type of context cannot be read");
  if (context_type != napi_undefined && !read_bytes(env, arguments[3], &context)) return NULL;
  if (label.length > MAX_LABEL) return fail(env, "label must be at most 128 bytes");
  if (out.length > 255 * HASH_BYTES) return fail(env, "HKDF-SHA256 derives at most 8160 bytes");

  uint8_t info[MAX_LABEL + HASH_BYTES];
  size_t info_length = label.length;
  if (label.length > 0) memcpy(info, label.at, label.length);
  if (context_type != napi_undefined) {
    sha256(context.at, context.length, info + label.length);
    info_length += HASH_BYTES;
  }
  struct hmac hmac;
  uint8_t block[HASH_BYTES];
  hmac_key(&hmac, salt.at, salt.length);
  SHA256_CTX inner = hmac.inner;
  SHA256_Update(&inner, secret.at, secret.length);
  hmac_finish(&hmac, &inner, block);
  hmac_key(&hmac, block, HASH_BYTES);
  uint8_t number = 1;
  for (size_t at = 0; at < out.length; at += HASH_BYTES, number++) {
    inner = hmac.inner;
    if (number > 1) SHA256_Update(&inner, block, HASH_BYTES);
    SHA256_Update(&inner, info, info_length);
    SHA256_Update(&inner, &number, 1);
    hmac_finish(&hmac, &inner, block);
    size_t left = out.length - at;
    memcpy(out.at + at, block, left < HASH_BYTES ? left : HASH_BYTES);
  }
  OPENSSL_cleanse(&hmac, sizeof hmac);
  OPENSSL_cleanse(&inner, sizeof inner);
  OPENSSL_cleanse(block, sizeof block);
  return NULL;
}

/*
 * Reads the first three arguments of `seal` and `open`: the derived bytes, the offset of key and nonce in them, and the number of the chunk.
 * Returns the initialised cipher context. If an argument is wrong, it returns NULL, with an exception pending.
 */
static EVP_CIPHER_CTX *begin(napi_env env, const napi_value *arguments, bool sealing) {
  struct bytes derived;
  uint32_t at, chunk;
  if (!read_bytes(env, arguments[0], &derived) || !read_number(env, arguments[1], MAX_BYTES, &at) ||
      !read_number(env, arguments[2], UINT32_MAX, &chunk)) {
    return NULL;
  }
  if (derived.length < KEY_BYTES + NONCE_BYTES || at > derived.length - KEY_BYTES - NONCE_BYTES) {
    fail(env, "key and nonce must be within the derived bytes");
    return NULL;
  }
  const uint8_t *key = derived.at + at;
  uint8_t nonce[NONCE_BYTES];
  memcpy(nonce, key + KEY_BYTES, NONCE_BYTES);
  for (int i = 0; i < 4; i++) nonce[NONCE_BYTES - 1 - i] ^= (uint8_t)(chunk >> (8 * i));
  void *context = NULL;
  if (napi_get_instance_data(env, &context) == napi_ok && context != NULL &&
      EVP_CipherInit_ex2(context, NULL, key, nonce, sealing, NULL) == 1) {
    return context;
  }
  napi_throw_error(env, NULL, "OpenSSL cannot begin AES-256-GCM");
  return NULL;
}

/* Encrypts or decrypts one more piece. `in` may be `out`. */
static bool update(EVP_CIPHER_CTX *context, uint8_t *out, const uint8_t *in, size_t length) {
  int written;
  return EVP_CipherUpdate(context, out, &written, in, (int)length) == 1 && written == (int)length;
}

static bool authenticate(EVP_CIPHER_CTX *context, struct bytes additional) {
  int written;
  return EVP_CipherUpdate(context, NULL, &written, additional.at, (int)additional.length) == 1;
}

/*
 * seal(derived, at, chunk, additional, plain, padding, out, outAt): encrypts `plain` and `padding` bytes of the padding `02 00*`, and writes
 * ciphertext and tag to `out` at `outAt`. The key is the 32 bytes of `derived` at `at`. The nonce is the 12 bytes after it, XOR `chunk`.
 */
static napi_value seal(napi_env env, napi_callback_info callback) {
  napi_value arguments[8];
  struct bytes additional, plain, out;
  uint32_t padding, out_at;
  if (!read_arguments(env, callback, 8, arguments)) return fail(env, "seal takes eight arguments");
  if (!read_bytes(env, arguments[3], &additional) || !read_bytes(env, arguments[4], &plain) ||
      !read_number(env, arguments[5], MAX_PADDING, &padding) || !read_bytes(env, arguments[6], &out) ||
      !read_number(env, arguments[7], MAX_BYTES, &out_at)) {
    return NULL;
  }
  size_t length = plain.length + padding + TAG_BYTES;
  if (out_at > out.length || out.length - out_at < length) return fail(env, "out has no room for ciphertext and tag");
  EVP_CIPHER_CTX *context = begin(env, arguments, true);
  if (context == NULL) return NULL;

  uint8_t *to = out.at + out_at;
  uint8_t *tag = to + plain.length + padding;
  const uint8_t pad[MAX_PADDING] = {2};
  uint8_t rest[TAG_BYTES];
  int written;
  if (authenticate(context, additional) && update(context, to, plain.at, plain.length) &&
      update(context, to + plain.length, pad, padding) && EVP_CipherFinal_ex(context, rest, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, tag) == 1) {
    return NULL;
  }
  napi_throw_error(env, NULL, "OpenSSL cannot seal");
  return NULL;
}

/*
 * Decrypts ciphertext and tag in place. They lie one after the other in `pieces`, and the tag may begin in one piece and end in another. Returns
 * whether they are authentic. If not, it overwrites the plaintext with zeros, so that nothing of it can be used.
 */
static napi_value open_in_place(napi_env env, const napi_value *arguments, const struct bytes *pieces, uint32_t count) {
  struct bytes additional;
  if (!read_bytes(env, arguments[3], &additional)) return NULL;
  size_t length = 0;
  for (uint32_t i = 0; i < count; i++) length += pieces[i].length;
  if (length < TAG_BYTES) return fail(env, "sealed must hold a tag of 16 bytes");
  if (length > MAX_BYTES) return fail(env, "bytes must be at most 1 GiB");
  length -= TAG_BYTES;
  EVP_CIPHER_CTX *context = begin(env, arguments, false);
  if (context == NULL) return NULL;

  /* How many bytes of each piece are ciphertext; the rest of it belongs to the tag. */
  size_t text[MAX_PIECES], left = length, tagged = 0;
  uint8_t tag[TAG_BYTES], rest[TAG_BYTES];
  for (uint32_t i = 0; i < count; i++) {
    text[i] = pieces[i].length < left ? pieces[i].length : left;
    left -= text[i];
    size_t of_tag = pieces[i].length - text[i];
    if (of_tag > 0) memcpy(tag + tagged, pieces[i].at + text[i], of_tag);
    tagged += of_tag;
  }
  int written;
  bool is_authentic =
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) == 1 && authenticate(context, additional);
  for (uint32_t i = 0; i < count && is_authentic; i++) {
    if (text[i] > 0) is_authentic = update(context, pieces[i].at, pieces[i].at, text[i]);
  }
  is_authentic = is_authentic && EVP_CipherFinal_ex(context, rest, &written) == 1;
  if (!is_authentic) {
    for (uint32_t i = 0; i < count; i++) {
      if (text[i] > 0) memset(pieces[i].at, 0, text[i]);
    }
  }
  napi_value result = NULL;
  napi_get_boolean(env, is_authentic, &result);
  return result;
}

/* open(derived, at, chunk, additional, sealed): opens one piece. */
static napi_value open_sealed(napi_env env, napi_callback_info callback) {
  napi_value arguments[5];
  struct bytes sealed;
  if (!read_arguments(env, callback, 5, arguments)) return fail(env, "open takes five arguments");
  if (!read_bytes(env, arguments[4], &sealed)) return NULL;
  return open_in_place(env, arguments, &sealed, 1);
}

/* openPieces(derived, at, chunk, additional, pieces): opens a list of 1 to 16 pieces, each of which is memory of its own. */
static napi_value open_pieces(napi_env env, napi_callback_info callback) {
  napi_value arguments[5], elements[MAX_PIECES];
  struct bytes pieces[MAX_PIECES];
  uint32_t count;
  if (!read_arguments(env, callback, 5, arguments)) return fail(env, "openPieces takes five arguments");
  if (napi_get_array_length(env, arguments[4], &count) != napi_ok) {
    napi_throw_type_error(env, NULL, "pieces must be an array");
    return NULL;
  }
  if (count < 1 || count > MAX_PIECES) return fail(env, "there must be 1 to 16 pieces");
  /* All of them first: a getter in the array may run a program, which could detach memory that was already looked up. */
  for (uint32_t i = 0; i < count; i++) {
    if (napi_get_element(env, arguments[4], i, &elements[i]) != napi_ok) return NULL;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (!read_bytes(env, elements[i], &pieces[i])) return NULL;
  }
  return open_in_place(env, arguments, pieces, count);
}

static void end(node_api_basic_env env, void *context, void *hint) {
  (void)env;
  (void)hint;
  EVP_CIPHER_CTX_free(context);
}

/* The versions of Node and OpenSSL whose headers this was compiled with, such as "24.21.0 3.5.4". */
static const char BUILT_FOR[] = NODE_STRINGIFY(NODE_MAJOR_VERSION) "." NODE_STRINGIFY(NODE_MINOR_VERSION) "." NODE_STRINGIFY(
    NODE_PATCH_VERSION) " " OPENSSL_VERSION_STR;

/* Makes one cipher context for each environment of Node, because each worker thread needs its own. */
static napi_value start(napi_env env, napi_value exports) {
  napi_value built_for = NULL;
  if (napi_create_string_utf8(env, BUILT_FOR, sizeof BUILT_FOR - 1, &built_for) != napi_ok) return NULL;
  const napi_property_descriptor functions[] = {
      {"hkdf", NULL, hkdf, NULL, NULL, NULL, napi_enumerable, NULL},
      {"seal", NULL, seal, NULL, NULL, NULL, napi_enumerable, NULL},
      {"open", NULL, open_sealed, NULL, NULL, NULL, napi_enumerable, NULL},
      {"openPieces", NULL, open_pieces, NULL, NULL, NULL, napi_enumerable, NULL},
      {"builtFor", NULL, NULL, NULL, NULL, built_for, napi_enumerable, NULL},
  };
  EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  bool is_ready = cipher != NULL && context != NULL && EVP_CipherInit_ex2(context, cipher, NULL, NULL, true, NULL) == 1 &&
                  napi_set_instance_data(env, context, end, NULL) == napi_ok;
  EVP_CIPHER_free(cipher);
  if (is_ready && napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions) == napi_ok) return exports;
  if (!is_ready) EVP_CIPHER_CTX_free(context);
  napi_throw_error(env, NULL, "OpenSSL has no AES-256-GCM");
  return NULL;
}

NAPI_MODULE(message_crypto, start)
