//! Keys of every kind sign and are read back; thumbprints are those of the RFCs.

use data_encoding::BASE64;
use ring::rand::SystemRandom;
use ring::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};

use super::*;
use crate::crypto::{SigningKey, jwt};

/// An RSA key of 2048 bits that nobody uses, PKCS #8.
const RSA_KEY: &str = "\
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDDwIoiiqiOjUdfNKmdH6K51625RKn6or2MTwdG+gVbBy6CL0K3\
    gzo5Rrj0dHVnPxPNRr32mvtyqmXAGcZ9v4W9Yru6czgBNO/dre4Jl16XSOslmRleypPeVH01xP6yEd5gJErmrXMEY0XLdIdAEX12\
    L/dgG8CgUHracTZ/mydcuKF/ElZ2RXPp7vHegD0eWCYgd8h0FaPDD1d8rwZ/kVcJWgEuAbzJ3KUEnd+dpq4D8rjq/LyOt1gf5Gtv\
    KCsx+WBUu0L42bjAO9hZUj8DyNu7nypzF7eVgo6DOjir6JOchDfmNu0ut4UejvudqU2OTLgyPG00UmqPA7UmFYhlw0RhAgMBAAEC\
    ggEADKS+B1cfZf24E20qW2y0rP5CSUonFHo4dfyQwsPZXrTLCzuUOpguRY7M2XVANAf99m9QS8Jc5V4eLlc729loAQCEkZlpj6Jk\
    r9PRISt2v5zFG2uVGOtKu7yHTdbIgKXo0Brn/5hKaoki8+414ix/Bwg4GSwRuAkatktDsuBJnZJuWqUHLdN+bAPu5NM16HHb1qvT\
    +6Dsufe3SdrOpE6tBwceMlrvL54kcJ9/pjn7eK8FrYX1jmuHzCp//3iDK3BqLr12hp+dX9WRLVfMKwyTkXV1wD9M6rJD36s2/Waz\
    LduuB9sp7/cbM4Mebn+Bnl7uINv1SZAkg6LxidL2+R+PNQKBgQDuLJISFs4H9RpFBCVkfRBUMXMsxqkrqKcHXgvdBrXVuDxxDuP1\
    5Q0JthtAAR0SQz+Ebk27zrP8YibVC4m+fzIVtYxFVObX9MwZWItsNy2TT5CzOeb/7i2kGxbV6g6s+HAbShY37hoKXLDYNGXWj377\
    JDpR8vgqAvUMTLAq11gQowKBgQDSZylARO/RGpuHnRXMIc8HqnT+5JWh9btFrt6kO+CQorDAO5fZAOm6tWK8S1bD7gcvnapm34Q4\
    3TswTi3WedWGyYn+LfL/ytXUuEQZ7gFkPU5RI/WuhZMNPuMt+94ZaHThyyrR+KUHc0naA9jWIiZOslHOemrB+07BPE5leTgzKwKB\
    gQCW2vgyKOuasq5O5I9ilKxRB3kx9SqVkp8o1XKiLmvh0G3IFmxhBRE7A3NDGPF27c0/bjYiLIxn4StDaal3VU093t3X1CzawBy+\
    OQ0mH9ToJ085lgUwOYYDGX1fRH7DJCCtyEFGb7NiuM7yQk32lrERFSMzYLe6tGDNx40VtYv8DQKBgDzeu4BscTT9jaFeQMAdx9df\
    6RkU6HVCsjsmrCK3b/BoINp8YyHUscniT/5JjYCBjHKqGnJIl+gbmNQQyhISjUPBarqucG6wL8yqwoj94kkts0qmLJ2g5zodx3u2\
    MjsHjUkFjg3Q8W2GXQdFtaW9m3eI/0HNCLW2DsK4v7V7rFahAoGAUgTAqpYW/+2kHUJl5hi9mFO5Fs1vHztnsXP/+dqunrz347YU\
    9SCWFHf62NqiP68HW+izmA1gmtQlDvuJSKFq+YkX5a/SWbx4XOMSfBG+pnEKFwC9Bsb1v7FRl6YZaFNlCtOtfm5LLt/gUTGHJFH9\
    vPm31+dRm0UqGkSaxHPLhwg=\
    ";

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("not an object: {value}") };
    object
}

fn read(value: Value) -> Result<Jwk, JwkError> {
    Jwk::from_json(&object(value))
}

fn b64(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn rsa() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(&BASE64.decode(RSA_KEY.replace(' ', "").as_bytes()).expect("base64"))
        .expect("a key")
}

fn rsa_jwk(pair: &RsaKeyPair) -> Value {
    let public: RsaPublicKeyComponents<Vec<u8>> = pair.public().into();
    json!({"kty": "RSA", "n": b64(&public.n), "e": b64(&public.e)})
}

fn p384() -> (EcdsaKeyPair, Value) {
    let (random, algorithm) = (SystemRandom::new(), &signature::ECDSA_P384_SHA384_FIXED_SIGNING);
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("randomness");
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key");
    let point = pair.public_key().as_ref();
    let jwk = json!({"kty": "EC", "crv": "P-384", "x": b64(&point[1..49]), "y": b64(&point[49..])});
    (pair, jwk)
}

fn ed25519() -> (Ed25519KeyPair, Value) {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("randomness");
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("a key");
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": b64(pair.public_key().as_ref())});
    (pair, jwk)
}

/// A token of `alg` whose signature `sign` makes.
fn token(alg: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> Parsed {
    let input = format!("{}.{}", b64(format!(r#"{{"alg":"{alg}"}}"#).as_bytes()), b64(b"{}"));
    let signature = b64(&sign(input.as_bytes()));
    jwt::parse(&format!("{input}.{signature}")).expect("a token")
}

#[test]
fn every_algorithm_verifies_and_none_stands_in_for_another() {
    let random = SystemRandom::new();
    let pair = rsa();
    let mut keys = Vec::new();
    let mut tokens = Vec::new();
    for curve in [Curve::P256, Curve::K256] {
        let key = SigningKey::generate(curve);
        keys.push(read(of_public_key(key.public())).expect("a key"));
        tokens.push(token(jwt::algorithm(curve), |input| key.sign(input).to_vec()));
    }
    let (key, jwk) = p384();
    keys.push(read(jwk).expect("a key"));
    tokens.push(token("ES384", |input| key.sign(&random, input).expect("randomness").as_ref().to_vec()));
    let (key, jwk) = ed25519();
    keys.push(read(jwk).expect("a key"));
    tokens.push(token("EdDSA", |input| key.sign(input).as_ref().to_vec()));
    keys.push(read(rsa_jwk(&pair)).expect("a key"));
    let paddings: [(&str, &'static dyn signature::RsaEncoding); 6] = [
        ("RS256", &signature::RSA_PKCS1_SHA256),
        ("RS384", &signature::RSA_PKCS1_SHA384),
        ("RS512", &signature::RSA_PKCS1_SHA512),
        ("PS256", &signature::RSA_PSS_SHA256),
        ("PS384", &signature::RSA_PSS_SHA384),
        ("PS512", &signature::RSA_PSS_SHA512),
    ];
    for (alg, padding) in paddings {
        tokens.push(token(alg, |input| {
            let mut signature = vec![0; pair.public().modulus_len()];
            pair.sign(padding, &random, input, &mut signature).expect("signed");
            signature
        }));
    }
    let names: Vec<_> = tokens.iter().filter_map(|token| token.header_text("alg")).collect();
    assert_eq!(names, Algorithm::NAMES, "a test for each");
    for (n, token) in tokens.iter().enumerate() {
        for (m, key) in keys.iter().enumerate() {
            let expected = if m == n.min(4) { Ok(Algorithm::NAMES[n]) } else { Err(JwkError::Algorithm) };
            assert_eq!(key.verify(token).map(Algorithm::as_str), expected, "token {n}, key {m}");
        }
    }
    let forged = token("ES256", |_| vec![1; 64]);
    assert_eq!(keys[0].verify(&forged), Err(JwkError::Signature));
}

#[test]
fn unsigned_and_symmetric_tokens_are_refused() {
    let key = SigningKey::generate(Curve::P256);
    let jwk = read(of_public_key(key.public())).expect("a key");
    for alg in ["none", "HS256", "ES512", "es256", ""] {
        assert_eq!(jwk.verify(&token(alg, |_| Vec::new())), Err(JwkError::Algorithm), "{alg}");
    }
    let header = json!({"alg": "ES256", "crit": ["exp"]});
    let critical = jwt::parse(&jwt::sign_under(&key, &header, &json!({}))).expect("a token");
    assert_eq!(jwk.verify(&critical), Err(JwkError::Critical));
}

/// RFC 7638, section 3.1, and RFC 8037, appendix A.3.
#[test]
fn thumbprints_are_those_of_the_standards() {
    let rsa = json!({
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    });
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    for (jwk, expected) in [
        (rsa, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
        (okp, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
    ] {
        let thumbprint = read(jwk).expect("a key").thumbprint();
        assert_eq!(thumbprint.to_string(), expected);
        assert_eq!(expected.parse(), Ok(thumbprint));
    }
    for text in ["", "AAAA", "not base64url!"] {
        assert_eq!(text.parse::<Thumbprint>(), Err(JwkError::Malformed), "{text}");
    }
}

#[test]
fn keys_that_are_none_are_refused() {
    let good = of_public_key(SigningKey::generate(Curve::K256).public());
    let with = |name: &str, value: Value| {
        let mut jwk = good.clone();
        jwk[name] = value;
        read(jwk)
    };
    assert!(with("use", "sig".into()).is_ok());
    assert!(with("key_ops", json!(["verify"])).is_ok());
    assert!(with("alg", "ES256K".into()).is_ok());
    for private in PRIVATE_MEMBERS {
        assert_eq!(with(private, "AA".into()), Err(JwkError::Private), "{private}");
    }
    for (name, value, expected) in [
        ("kty", json!("oct"), JwkError::Kind),
        ("kty", json!(1), JwkError::Malformed),
        ("crv", json!("P-521"), JwkError::Kind),
        ("crv", json!("secp256r1"), JwkError::Kind),
        ("x", json!("AQ"), JwkError::Invalid),
        ("x", json!("?"), JwkError::Malformed),
        ("y", json!(b64(&[0; 32])), JwkError::Invalid),
        ("use", json!("enc"), JwkError::Usage),
        ("key_ops", json!(["sign"]), JwkError::Usage),
        ("alg", json!("ES256"), JwkError::Algorithm),
        ("alg", json!("ES512"), JwkError::Algorithm),
    ] {
        assert_eq!(with(name, value.clone()).err(), Some(expected), "{name} {value}");
    }
    assert_eq!(read(json!({})), Err(JwkError::Malformed));
    let rsa = |n: &[u8], e: &[u8]| read(json!({"kty": "RSA", "n": b64(n), "e": b64(e)})).err();
    assert_eq!(rsa(&[0xff; 256], &[1, 0, 1]), None);
    assert_eq!(rsa(&[0xff; 255], &[1, 0, 1]), Some(JwkError::Invalid));
    assert_eq!(rsa(&[0xff; 513], &[1, 0, 1]), Some(JwkError::Invalid));
    assert_eq!(rsa(&[0xff; 256], &[0, 1, 0, 1]), Some(JwkError::Invalid));
    assert_eq!(rsa(&[0xff; 256], &[]), Some(JwkError::Invalid));
}

#[test]
fn points_off_the_curve_are_no_keys() {
    for curve in [Curve::P256, Curve::K256] {
        let mut jwk = of_public_key(SigningKey::generate(curve).public());
        jwk["y"] = b64(&[7; 32]).into();
        assert_eq!(read(jwk).err(), Some(JwkError::Invalid));
    }
}

#[test]
fn key_sets_keep_what_can_be_used() {
    let [one, other] = [Curve::P256, Curve::K256].map(|curve| {
        let mut jwk = of_public_key(SigningKey::generate(curve).public());
        jwk["kid"] = "same".into();
        jwk
    });
    let nameless = of_public_key(SigningKey::generate(Curve::P256).public());
    let foreign = json!({"kty": "AKP", "kid": "later", "pub": "AA"});
    let set = JwkSet::from_json(&json!({"keys": [foreign, nameless, one, other]})).expect("a key set");
    assert_eq!(set.0.len(), 2);
    assert!(set.find("same", Algorithm::Es256) != set.find("same", Algorithm::Es256k));
    assert!(set.find("same", Algorithm::Rs256).is_none() && set.find("later", Algorithm::Es256).is_none());
    assert!(!set.is_empty() && set.weight() > 0);

    let mut private = one.clone();
    private["d"] = "AA".into();
    assert_eq!(JwkSet::from_json(&json!({"keys": [one, private]})), Err(JwkError::Private));
    for malformed in [json!([]), json!({}), json!({"keys": {}}), json!({"keys": [1]})] {
        assert_eq!(JwkSet::from_json(&malformed), Err(JwkError::Malformed));
    }
    let many = json!({"keys": vec![other; MAX_KEYS + 1]});
    assert_eq!(JwkSet::from_json(&many), Err(JwkError::Malformed));
}
