package dev.nightshift.training.federated.secure;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The server's side of secure aggregation: it takes the masks off the sum of the masked vectors.
 * The own masks of those whose vectors came, and the shared masks between those and the ones that
 * dropped out after sharing. It never learns both secrets of one client.
 */
public final class Unmasking {

  private final MaskGraph graph;
  private final Map<Integer, PublicKeys> advertised;
  private final Set<Integer> sharing;
  private final Set<Integer> arrived;
  private final Map<Integer, Map<Integer, BigInteger>> shares = new TreeMap<>();

  /**
   * An unmasking.
   *
   * @param graph who shares masks
   * @param advertised the public keys of the round
   * @param sharing slots whose sealed shares came in
   * @param arrived slots whose masked vectors are in the sum; a subset of {@code sharing}
   */
  public Unmasking(
      MaskGraph graph,
      Map<Integer, PublicKeys> advertised,
      Set<Integer> sharing,
      Set<Integer> arrived) {
    this.graph = graph;
    this.advertised = Map.copyOf(advertised);
    this.sharing = Set.copyOf(sharing);
    this.arrived = Set.copyOf(arrived);
  }

  /** Takes what the clients revealed. */
  public void take(List<Revealed> revealed) {
    for (Revealed one : revealed) {
      if (one.ofOwnMask() != arrived.contains(one.of())) {
        throw new IllegalArgumentException(
            "slot " + one.holder() + " revealed the wrong secret of slot " + one.of());
      }
      shares.computeIfAbsent(one.of(), slot -> new HashMap<>()).put(one.holder(), one.share());
    }
  }

  /** Whether enough shares came for every secret that is needed. */
  public boolean possible() {
    return sharing.stream()
        .filter(this::needed)
        .allMatch(slot -> shares.getOrDefault(slot, Map.of()).size() >= graph.threshold(slot));
  }

  /** The key of one that dropped out is needed only if a neighbour of it masked with it. */
  private boolean needed(int slot) {
    return arrived.contains(slot) || graph.of(slot).stream().anyMatch(arrived::contains);
  }

  /** Takes the masks off a sum, in place. */
  public void remove(int[] sum) {
    for (int slot : sharing.stream().sorted().toList()) {
      if (!needed(slot)) {
        continue;
      }
      byte[] secret = Shamir.secret(shares.getOrDefault(slot, Map.of()), graph.threshold(slot));
      if (arrived.contains(slot)) {
        new KeyStream(secret).addTo(sum, -1);
      } else {
        for (int other : graph.of(slot)) {
          if (arrived.contains(other)) {
            // What the neighbour added: + where the one that dropped out has the greater slot.
            PublicKeys keys = Objects.requireNonNull(advertised.get(other));
            MaskingClient.sharedMask(secret, keys).addTo(sum, slot > other ? -1 : 1);
          }
        }
      }
    }
  }
}
