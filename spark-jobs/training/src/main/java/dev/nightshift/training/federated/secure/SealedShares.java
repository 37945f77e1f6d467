package dev.nightshift.training.federated.secure;

import java.io.Serializable;

/**
 * Shares of one client's two secrets, readable by their holder only.
 *
 * @param from slot whose secrets they are
 * @param to slot that holds them
 * @param sealed the two shares, by AES-GCM under the key that both slots agreed on
 */
public record SealedShares(int from, int to, byte[] sealed) implements Serializable {

  public SealedShares {
    sealed = sealed.clone();
  }

  @Override
  public byte[] sealed() {
    return sealed.clone();
  }
}
