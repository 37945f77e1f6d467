package dev.nightshift.curation.pii;

import java.util.Locale;
import java.util.Optional;

/** A kind of personal or secret data. */
public enum PiiKind {
  /** An e-mail address. */
  EMAIL,
  /** A telephone number, international or in a common national form. */
  PHONE,
  /** An IPv4 or IPv6 address. */
  IP,
  /** The number of a payment card. */
  CARD,
  /** An international bank account number. */
  IBAN,
  /** A key, token or password of a service, or a private key. */
  KEY,
  /** A social security number of the United States. */
  SSN;

  /** Its name in options, counts and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a label. */
  public static Optional<PiiKind> of(String label) {
    for (PiiKind kind : values()) {
      if (kind.label().equals(label)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
