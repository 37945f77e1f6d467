package dev.nightshift.training.federated.secure;

import dev.nightshift.schema.identity.Digest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** Key agreement on Curve25519 (RFC 7748) over keys of 32 bytes. */
final class X25519 {

  private static final String NAME = "X25519";
  private static final int LENGTH = 32;
  private static final byte[] BASE = new byte[LENGTH];

  static {
    BASE[0] = 9;
  }

  private X25519() {}

  /** The public key of a private one. */
  static byte[] publicKey(byte[] privateKey) {
    return multiply(privateKey, BASE);
  }

  /** A key that two parties share, for a purpose: SHA-256 of the purpose and the shared point. */
  static byte[] agree(byte[] privateKey, byte[] publicKey, String purpose) {
    MessageDigest sha = Digest.sha256();
    sha.update(purpose.getBytes(StandardCharsets.UTF_8));
    return sha.digest(multiply(privateKey, publicKey));
  }

  private static byte[] multiply(byte[] privateKey, byte[] point) {
    try {
      KeyFactory factory = KeyFactory.getInstance(NAME);
      PrivateKey scalar =
          factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey));
      PublicKey u =
          factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(point)));
      KeyAgreement agreement = KeyAgreement.getInstance(NAME);
      agreement.init(scalar);
      agreement.doPhase(u, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key agreement failed: " + e.getMessage(), e);
    }
  }

  /** Little-endian bytes as a number, its highest bit passed over (RFC 7748, section 5). */
  private static BigInteger number(byte[] littleEndian) {
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[LENGTH - 1 - i] = littleEndian[i];
    }
    bigEndian[0] &= 0x7F;
    return new BigInteger(1, bigEndian);
  }
}
