package dev.nightshift.training.federated.secure;

import java.io.Serializable;

/**
 * What a client advertises in a round.
 *
 * @param slot the client's place among those of the round
 * @param mask its key for shared masks, 32 bytes
 * @param channel its key for sealed shares, 32 bytes
 */
public record PublicKeys(int slot, byte[] mask, byte[] channel) implements Serializable {

  public PublicKeys {
    mask = mask.clone();
    channel = channel.clone();
  }

  @Override
  public byte[] mask() {
    return mask.clone();
  }

  @Override
  public byte[] channel() {
    return channel.clone();
  }
}
