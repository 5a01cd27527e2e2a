/**
 * Known answers of roc1: fixed inputs and the bytes that every implementation must compute from them. The relay checks them when
 * it starts, and `relay-service/PROTOCOL.md` lists them for authors of clients.
 */
export const knownAnswers = {
  /** The pair's secret in hex; salt and answer salt are `a0..af` and 16 times `09`. */
  pairSecret: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
  salt: "oKGio6SlpqeoqaqrrK2urw",
  method: "POST",
  bound: "cid.sig,AAECAwQFBgcICQoLDA0ODw,1,1,1,1,1,roc1,5,oKGio6SlpqeoqaqrrK2urw,1200",
  urlKey: "abf8d67641b0b47948edcae569f7413b4b1a8c693af9b093332e7d1c1ca6229f",
  urlNonce: "cb379a8e2a78f509d8b7a259",
  responseSecret: "db15ddc81e036d365e8861f6c874d4e50360e4a85ea9e6d7a4bbdb4eaf962063",
  url: "api/login?x=1",
  sealedUrl: "B0iHxV-kVq0d-RQCidonjO87B4Cj0WavsjaiebND",
  /** The header key is 32 times `01`, the target is the sealed url, the sealed head is empty. */
  tag: "8xgOlfCLRhhtmWlAbu0vlw",
  answerSalt: "CQkJCQkJCQkJCQkJCQkJCQ",
  answerStatus: 200,
  answerBound: "cid.sig,AAECAwQFBgcICQoLDA0ODw,1,0,1,1,1,roc1,5,CQkJCQkJCQkJCQkJCQkJCQ",
  answerHeadKey: "d276b0d8aea4b257b6372f90dc7772b208bbd25cb2ecbd25da5e12cb338cc183",
  /** The request's body: the chunk "hello" and the final chunk "!". */
  body: "15ccaa0a7e20ca93a5d9ebd803dd7557d9f1c31f944600f9ad40714db7644380a20a477489d8034fe1",
} as const;

/** X-Wing: draft-connolly-cfrg-xwing-kem, appendix C, vector 1. */
export const xWingKnownAnswer = {
  /** The private key, and the sender's randomness. Hex. */
  seed: "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
  encapsulationSeed:
    "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
  /** SHA-256 of the public key of 1216 bytes. */
  publicKeyHash: "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb",
  /** The encapsulation, 1120 bytes as base64url. */
  enc: [
    "uDqoKNTWK5qDzv_h09O7HvMSZGQ8BwxXmJJ-QfsHkUonP4-W54Js1TdaKD19qIUwTF3gUWoPBlQkPcW5f4v-uDH2glEhmqvdcjvGUSBBrLrviv",
    "RCZVJJQrkC5o_9IyIc2nCxtV13apLRFD6joMR19j7miQFXxxFtrj9iv3L2Cs0ruMwxziug3jZPUrjtOMedcZcVljpd04QtjotDq3BOR1m1Mnvw",
    "J8Y8j6hXxJCNWop7iKx_K-OU2Tw3Bt3U5pjMbONwEB9NAhMlQji0ouiCG25BShzyD2wSRLaZBG9aAcqgoaVVFjALQNIEjHfMc6-6ea_uqdLAEY",
    "vfKtuIcNwyjFUWzEWxogWBQQOeLJChEKnhazGN-1O9SaEm1rc_IVeHUXuJF8wByr0QfQaFmFTui0-YYcIm03ZMhzOasWw2Z9L0k4TlVFbdQEFL",
    "cKavhBWF9MkMaHJdV3BO6O585uL5vlgtvumF4Dj_w0br-04iFYtshDdKmrSkTh-R3lqsUZf4m8XlRC9R-aWTexAro76uv24cWDgKSl_tzkpOUC",
    "b4j1KPWf_S20F1Kzo9kO-r5GOJm31AhwxTDIhB6HErczZo7QM62_r7LUnTekTUBk5YY-sK8KCNR7PMiINzvAX3ozuEG8JYfFfraVVOijdnt1Bp",
    "F7a3BJhyfxbqwaNuyNjPr3UVSfInfbJ36KVamlEGsjoCBrRyH6mzBIVSxb1bWU1uJH84wYxZGup_ViSccs57EXr8w6hiFYL5z3F4fhg97gk2eX",
    "bphAmtkhekl9-IgEI4TXcHprePX3-4QJ47U1F1NzRht3YALXmcutYoYL5wVz7L4Tskbg2n6TpSFo4Ptql1a4le9_AUeg3IG_pkSwiKkigWDA-a",
    "zxN5opQc0owG68gOROF6ovgXcBCv14qXzgho0WKeuylMUVGBLFg9rriGhSIPTakRgRLgcEH8wk1VZKmf294ohp_gciOH16mk0W4cyFVZF-CZRK",
    "peuqrsLPYmk6-tQqP1GPzmfSc8xsn7VHKzgOhXPsfeBqO6L9X5MdcltJMCbLCsvT_mLQDkx5DZZdegOjwLQiK6jCqaFuKsZY9XKuDnRur8T-ug",
    "I1dvCJQieKBB-4KnClldW6y_KXziApiYpx5cOw0cYii0hbGt5QmzX7yn7Kl7ITLny2vEZTdRRrfc6slpMIrAwqyJ54Y-uJQwFbJDFMr7nHwOhf",
    "5UPVZljCE2Mlme-r_B7EndjIhUe7LMQMnTjL0wmbRUeEBWBTHQGIzR6cI6Dr7goD1Vd9ZrHSvLS6ryHMf-8eA4BsqWKZ3w37xW4bK0Pk_CDDf4",
    "NMSvYhJ-fa6Gw8JaL2lqyLWJ3scdWVv76Ute1LwH2ACzMHlv2ontt3vgKUE2E5NU64zTdZFXj5xgDdm-jsYhn91Qet8zl-1NaHB7jROyTOTNj7",
    "IoUb_p1jJAfzHtb3yxYA3lbxdXZ0DOKjL8UUUDAUXPuX5j4OQdNUJ0oHnT5vsuFQ",
  ].join(""),
  sharedSecret: "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
} as const;
