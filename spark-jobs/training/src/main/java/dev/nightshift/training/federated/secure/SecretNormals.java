package dev.nightshift.training.federated.secure;

/** Normal variables from a secret key, by the method of Box and Muller: both of each pair. */
public final class SecretNormals {

  private final KeyStream stream;
  private double kept;
  private boolean hasKept;

  /** The variables of a key of 32 bytes. */
  public SecretNormals(byte[] key) {
    this.stream = new KeyStream(key);
  }

  /** The next standard normal variable. */
  public double next() {
    if (hasKept) {
      hasKept = false;
      return kept;
    }
    double radius = Math.sqrt(-2 * Math.log(1 - stream.nextDouble()));
    double angle = 2 * Math.PI * stream.nextDouble();
    kept = radius * Math.sin(angle);
    hasKept = true;
    return radius * Math.cos(angle);
  }
}
