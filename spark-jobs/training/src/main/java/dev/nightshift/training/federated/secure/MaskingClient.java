package dev.nightshift.training.federated.secure;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One client's side of secure aggregation in one round. Bonawitz et al. 2017, "Practical secure
 * aggregation for privacy-preserving machine learning", figure 4, for a server that follows the
 * protocol and is curious (without the consistency check of active adversaries):
 *
 * <ol>
 *   <li>{@link #advertise}: public keys for shared masks and for a channel to each neighbour;
 *   <li>{@link #share}: shares of the seed b of the own mask and of the private key for shared
 *       masks, sealed for each holder;
 *   <li>{@link #mask}: y = x + PRG(b) + Σ over neighbours v &gt; u of PRG(s_uv) − Σ over v &lt; u
 *       of PRG(s_uv), modulo 2³², over the neighbours whose shares came;
 *   <li>{@link #reveal}: for each neighbour a share of b where its y came, or of the key where it
 *       did not.
 * </ol>
 */
public final class MaskingClient {

  private static final int SHARE_BYTES = 33;
  private static final int TAG_BITS = 128;
  private static final int NONCE_BYTES = 12;

  private final int slot;
  private final MaskGraph graph;
  private final byte[] maskKey;
  private final byte[] channelKey;
  private final byte[] ownSeed;
  private final byte[] polynomials;

  /**
   * A client; all its secrets follow from a seed, the round and its own number.
   *
   * @param secret of one attempt at the round
   * @param graph who shares masks
   * @param client the client's number among all
   * @param slot its place among those of the round
   */
  public MaskingClient(SecretSeed secret, MaskGraph graph, int client, int slot) {
    this.slot = slot;
    this.graph = graph;
    this.maskKey = secret.derive("mask key", graph.round(), client);
    this.channelKey = secret.derive("channel key", graph.round(), client);
    this.ownSeed = secret.derive("own mask", graph.round(), client);
    this.polynomials = secret.derive("shares", graph.round(), client);
  }

  /** Stage 0: the public keys. */
  public PublicKeys advertise() {
    return new PublicKeys(slot, X25519.publicKey(maskKey), X25519.publicKey(channelKey));
  }

  /** Stage 1: the sealed shares for the holders that advertised keys; the own ones among them. */
  public List<SealedShares> share(Map<Integer, PublicKeys> advertised) {
    List<Integer> holders = graph.holders(slot).stream().filter(advertised::containsKey).toList();
    KeyStream random = new KeyStream(polynomials);
    int threshold = graph.threshold(slot);
    if (holders.size() < threshold) {
      return List.of();
    }
    Map<Integer, BigInteger> seeds = Shamir.share(ownSeed, threshold, holders, random);
    Map<Integer, BigInteger> keys = Shamir.share(maskKey, threshold, holders, random);
    List<SealedShares> sealed = new ArrayList<>();
    for (int holder : holders) {
      byte[] both = new byte[2 * SHARE_BYTES];
      put(Objects.requireNonNull(seeds.get(holder)), both, 0);
      put(Objects.requireNonNull(keys.get(holder)), both, SHARE_BYTES);
      PublicKeys to = Objects.requireNonNull(advertised.get(holder));
      sealed.add(new SealedShares(slot, holder, gcm(Cipher.ENCRYPT_MODE, to, slot, holder, both)));
    }
    return sealed;
  }

  /**
   * Stage 2: masks the client's vector in place.
   *
   * @param vector what it adds to the sum
   * @param advertised keys of the neighbours
   * @param sharing slots whose sealed shares came in
   */
  public void mask(int[] vector, Map<Integer, PublicKeys> advertised, Set<Integer> sharing) {
    new KeyStream(ownSeed).addTo(vector, 1);
    for (int other : graph.of(slot)) {
      if (sharing.contains(other)) {
        PublicKeys keys = Objects.requireNonNull(advertised.get(other));
        sharedMask(maskKey, keys).addTo(vector, other > slot ? 1 : -1);
      }
    }
  }

  /** The mask that a private key shares with a neighbour. */
  static KeyStream sharedMask(byte[] privateKey, PublicKeys neighbour) {
    return new KeyStream(X25519.agree(privateKey, neighbour.mask(), "nightshift shared mask"));
  }

  /**
   * Stage 3: what the client tells of the shares that it holds.
   *
   * @param held the sealed shares that were meant for it
   * @param advertised keys of the neighbours
   * @param arrived slots whose masked vectors came in; those of all others of {@code held} did not
   */
  public List<Revealed> reveal(
      List<SealedShares> held, Map<Integer, PublicKeys> advertised, Set<Integer> arrived) {
    List<Revealed> revealed = new ArrayList<>();
    for (SealedShares shares : held) {
      if (shares.to() != slot) {
        throw new IllegalArgumentException("shares for slot " + shares.to() + " came to " + slot);
      }
      PublicKeys from = Objects.requireNonNull(advertised.get(shares.from()));
      byte[] both = gcm(Cipher.DECRYPT_MODE, from, shares.from(), slot, shares.sealed());
      boolean came = arrived.contains(shares.from());
      int at = came ? 0 : SHARE_BYTES;
      BigInteger share = new BigInteger(1, Arrays.copyOfRange(both, at, at + SHARE_BYTES));
      revealed.add(new Revealed(shares.from(), slot, came, share));
    }
    return revealed;
  }

  private byte[] gcm(int mode, PublicKeys other, int from, int to, byte[] text) {
    byte[] key = X25519.agree(channelKey, other.channel(), "nightshift channel");
    // A key is used once in each direction, which the nonce tells apart.
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(from).putInt(to).array();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "shares from slot " + from + " for slot " + to + " are not what was sealed", e);
    }
  }

  private static void put(BigInteger share, byte[] into, int at) {
    byte[] bytes = share.toByteArray();
    int n = Math.min(SHARE_BYTES, bytes.length);
    System.arraycopy(bytes, bytes.length - n, into, at + SHARE_BYTES - n, n);
  }
}
