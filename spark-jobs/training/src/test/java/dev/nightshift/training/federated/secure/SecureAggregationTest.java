package dev.nightshift.training.federated.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quicktheories.QuickTheory;
import org.quicktheories.generators.SourceDSL;

class SecureAggregationTest {

  private static final SecretSeed SECRET = SecretSeed.of("a secret of enough characters");
  private static final int LENGTH = 5000;

  /** What came of a round with clients that drop out at each stage. */
  private record Outcome(
      int[] plain, int[] unmasked, Map<Integer, int[]> masked, boolean possible) {}

  /**
   * Runs the protocol.
   *
   * @param silent slots that advertise nothing
   * @param unshared slots that advertise keys and send no shares
   * @param lost slots that share and whose vector does not come
   * @param mute slots whose vector comes and that reveal nothing
   */
  private static Outcome run(
      MaskGraph graph,
      Set<Integer> silent,
      Set<Integer> unshared,
      Set<Integer> lost,
      Set<Integer> mute) {
    Map<Integer, MaskingClient> clients = new TreeMap<>();
    IntStream.range(0, graph.clients())
        .forEach(slot -> clients.put(slot, new MaskingClient(SECRET, graph, 100 + slot, slot)));
    Map<Integer, PublicKeys> advertised = new HashMap<>();
    clients.forEach(
        (slot, client) -> {
          if (!silent.contains(slot)) {
            advertised.put(slot, client.advertise());
          }
        });
    Map<Integer, List<SealedShares>> held = new TreeMap<>();
    Set<Integer> sharing = new TreeSet<>();
    for (int slot : advertised.keySet()) {
      if (!unshared.contains(slot)) {
        for (SealedShares shares : clients.get(slot).share(advertised)) {
          sharing.add(slot);
          held.computeIfAbsent(shares.to(), to -> new ArrayList<>()).add(shares);
        }
      }
    }
    int[] plain = new int[LENGTH];
    int[] sum = new int[LENGTH];
    Map<Integer, int[]> masked = new LinkedHashMap<>();
    Set<Integer> arrived = new TreeSet<>();
    for (int slot : sharing) {
      if (lost.contains(slot)) {
        continue;
      }
      int[] vector = vector(slot);
      add(plain, vector);
      clients.get(slot).mask(vector, advertised, sharing);
      add(sum, vector);
      masked.put(slot, vector);
      arrived.add(slot);
    }
    Unmasking unmasking = new Unmasking(graph, advertised, sharing, arrived);
    for (int slot : arrived) {
      if (!mute.contains(slot)) {
        unmasking.take(
            clients.get(slot).reveal(held.getOrDefault(slot, List.of()), advertised, arrived));
      }
    }
    if (unmasking.possible()) {
      unmasking.remove(sum);
    }
    return new Outcome(plain, sum, masked, unmasking.possible());
  }

  private static int[] vector(int slot) {
    Quantisation quantisation = new Quantisation(20, 1);
    Random random = new Random(slot);
    return IntStream.range(0, LENGTH)
        .map(i -> quantisation.encode(.2 * random.nextGaussian()))
        .toArray();
  }

  private static void add(int[] sum, int[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += vector[i];
    }
  }

  @Test
  void theSumIsThePlainOneWhoeverDropsOutAtWhicheverStage() {
    Set<Integer> none = Set.of();
    for (int neighbours : new int[] {0, 6}) {
      MaskGraph graph = new MaskGraph(3, 7, 12, neighbours);
      for (Outcome outcome :
          List.of(
              run(graph, none, none, none, none),
              run(graph, Set.of(4), none, none, none),
              run(graph, none, Set.of(0), none, none),
              run(graph, none, none, Set.of(11), none),
              run(graph, none, none, none, Set.of(5)),
              run(graph, none, none, Set.of(2), Set.of(8)))) {
        assertThat(outcome.possible()).isTrue();
        assertThat(outcome.unmasked()).isEqualTo(outcome.plain());
      }
    }
    // 15 holders: 11 shares are needed, and 11 are told.
    MaskGraph all = new MaskGraph(3, 7, 15, 0);
    Outcome many = run(all, Set.of(1), Set.of(2), Set.of(3), Set.of(4));
    assertThat(many.possible()).isTrue();
    assertThat(many.unmasked()).isEqualTo(many.plain());
  }

  /** 12 holders: 9 shares are needed, and 4 that are lost leave 8. */
  @Test
  void tooManyThatDropOutLeaveTheSumMasked() {
    MaskGraph graph = new MaskGraph(3, 7, 12, 0);
    Outcome outcome = run(graph, Set.of(), Set.of(), Set.of(0, 1, 2, 3), Set.of());
    assertThat(graph.threshold(0)).isEqualTo(9);
    assertThat(outcome.possible()).isFalse();
    assertThat(outcome.unmasked()).isNotEqualTo(outcome.plain());
  }

  /** What the server sees of one client is noise: half of all bits, and nothing like the vector. */
  @Test
  void aMaskedVectorTellsNothing() {
    MaskGraph graph = new MaskGraph(3, 7, 12, 0);
    Outcome outcome = run(graph, Set.of(), Set.of(), Set.of(), Set.of());
    outcome
        .masked()
        .forEach(
            (slot, masked) -> {
              int[] plain = vector(slot);
              long bits = IntStream.of(masked).mapToLong(Integer::bitCount).sum();
              // 160,000 fair bits: a deviation of 200.
              assertThat(bits).isBetween(16L * LENGTH - 1000, 16L * LENGTH + 1000);
              long same = IntStream.range(0, LENGTH).filter(i -> masked[i] == plain[i]).count();
              assertThat(same).isLessThan(3);
              double product = 0;
              double ownSquare = 0;
              double otherSquare = 0;
              for (int i = 0; i < LENGTH; i++) {
                product += (double) masked[i] * plain[i];
                ownSquare += (double) masked[i] * masked[i];
                otherSquare += (double) plain[i] * plain[i];
              }
              assertThat(product / Math.sqrt(ownSquare * otherSquare)).isCloseTo(0, within(.08));
            });
  }

  /** The shared masks alone would be undone by a key; the own mask still hides the vector. */
  @Test
  void theServerGetsOneSecretOfEachClientOnly() {
    MaskGraph graph = new MaskGraph(3, 7, 5, 0);
    Map<Integer, PublicKeys> advertised = new HashMap<>();
    Map<Integer, List<SealedShares>> held = new TreeMap<>();
    for (int slot = 0; slot < 5; slot++) {
      advertised.put(slot, new MaskingClient(SECRET, graph, slot, slot).advertise());
    }
    for (int slot = 0; slot < 5; slot++) {
      for (SealedShares shares : new MaskingClient(SECRET, graph, slot, slot).share(advertised)) {
        held.computeIfAbsent(shares.to(), to -> new ArrayList<>()).add(shares);
      }
    }
    Set<Integer> arrived = Set.of(0, 1, 2, 3);
    List<Revealed> revealed =
        new MaskingClient(SECRET, graph, 0, 0).reveal(held.get(0), advertised, arrived);
    assertThat(revealed).hasSize(5);
    assertThat(revealed).allMatch(one -> one.ofOwnMask() == arrived.contains(one.of()));
    Unmasking unmasking =
        new Unmasking(graph, advertised, Set.of(0, 1, 2, 3, 4), Set.of(0, 1, 2, 3, 4));
    assertThatThrownBy(() -> unmasking.take(revealed))
        .hasMessageContaining("revealed the wrong secret of slot 4");
    List<SealedShares> others = held.get(1);
    assertThatThrownBy(
            () -> new MaskingClient(SECRET, graph, 0, 0).reveal(others, advertised, arrived))
        .hasMessageContaining("shares for slot 1 came to 0");
    SealedShares stolen = new SealedShares(2, 0, others.get(2).sealed());
    assertThatThrownBy(
            () ->
                new MaskingClient(SECRET, graph, 0, 0).reveal(List.of(stolen), advertised, arrived))
        .hasMessageContaining("are not what was sealed");
  }

  @Test
  void anySharesThatAreEnoughGiveTheSecret() {
    assertThat(Shamir.PRIME.isProbablePrime(100)).isTrue();
    QuickTheory.qt()
        .withFixedSeed(8)
        .withExamples(100)
        .forAll(SourceDSL.integers().between(1, 12), SourceDSL.integers().all())
        .checkAssert(
            (threshold, seed) -> {
              byte[] secret = SECRET.derive("test", seed);
              List<Integer> holders = IntStream.range(0, 12).map(i -> 3 * i).boxed().toList();
              Map<Integer, BigInteger> shares =
                  Shamir.share(secret, threshold, holders, new KeyStream(SECRET.derive("p", seed)));
              List<Integer> some = new ArrayList<>(holders);
              Collections.shuffle(some, new Random(seed));
              Map<Integer, BigInteger> enough = new HashMap<>();
              some.subList(0, threshold).forEach(holder -> enough.put(holder, shares.get(holder)));
              assertThat(Shamir.secret(enough, threshold)).isEqualTo(secret);
              enough.remove(some.get(0));
              assertThatThrownBy(() -> Shamir.secret(enough, threshold))
                  .hasMessageContaining((threshold - 1) + " shares came");
            });
  }

  /** RFC 7748, section 6.1. */
  @Test
  void keysAgreeAsPublished() {
    HexFormat hex = HexFormat.of();
    byte[] bob = hex.parseHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    byte[] alice = hex.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    assertThat(hex.formatHex(X25519.publicKey(bob)))
        .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    byte[] shared =
        hex.parseHex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assertThat(X25519.agree(bob, alice, "")).isEqualTo(Digest.sha256().digest(shared));
    byte[] one = SECRET.derive("one");
    byte[] two = SECRET.derive("two");
    assertThat(X25519.agree(one, X25519.publicKey(two), "p"))
        .isEqualTo(X25519.agree(two, X25519.publicKey(one), "p"))
        .isNotEqualTo(X25519.agree(two, X25519.publicKey(one), "q"));
  }

  @Test
  void quantisedSumsFitAndAreNear() {
    QuickTheory.qt()
        .withFixedSeed(9)
        .withExamples(200)
        .forAll(SourceDSL.integers().between(1, 2000), SourceDSL.doubles().between(-2.0, 2.0))
        .checkAssert(
            (clients, value) -> {
              Quantisation quantisation = new Quantisation(clients, 1.5);
              int one = quantisation.encode(value);
              double cut = Math.max(-1.5, Math.min(1.5, value));
              assertThat((long) one * clients)
                  .isBetween(-(long) Integer.MAX_VALUE, (long) Integer.MAX_VALUE);
              assertThat(quantisation.decode(one))
                  .isCloseTo(cut, within(quantisation.step() / 2 * (1 + 1e-9)));
            });
  }

  /** Four clients up to 1: a step of 1 / 536,870,911; nine numbers move by up to 3/2 of it. */
  @Test
  void quantisationMovesEachNumberByHalfAStep() {
    assertThat(new Quantisation(4, 1).displacement(9)).isCloseTo(1.5 / 536_870_911, within(1e-18));
  }

  @Test
  void aCircleOfMasksIsMutual() {
    MaskGraph graph = new MaskGraph(1, 2, 30, 8);
    for (int slot = 0; slot < 30; slot++) {
      assertThat(graph.of(slot)).hasSize(8).doesNotContain(slot);
      for (int other : graph.of(slot)) {
        assertThat(graph.of(other)).contains(slot);
      }
    }
    assertThat(new MaskGraph(1, 3, 30, 8).of(0)).isNotEqualTo(graph.of(0));
  }

  @Test
  void normalsHaveTheirMoments() {
    SecretNormals normals = new SecretNormals(SECRET.derive("normals"));
    int n = 200_000;
    double mean = 0;
    double square = 0;
    double fourth = 0;
    for (int i = 0; i < n; i++) {
      double z = normals.next();
      mean += z / n;
      square += z * z / n;
      fourth += z * z * z * z / n;
    }
    assertThat(mean).isCloseTo(0, within(.01));
    assertThat(square).isCloseTo(1, within(.015));
    assertThat(fourth).isCloseTo(3, within(.12));
    assertThat(SECRET.ofClients("a").fingerprint())
        .isNotEqualTo(SECRET.ofClients("b").fingerprint())
        .isNotEqualTo(SecretSeed.of(SECRET.ofServer("a")).fingerprint())
        .isNotEqualTo(SECRET.ofClients("a").ofAttempt("a").fingerprint());
  }

  /**
   * 1,000 clients: ln n = 6.908; D(2/3 ‖ .2) = .5108, D(2/3 ‖ .95) = .3963. The conditions ask for
   * k of (27.726 + 6.908) / .5108 = 67.8, 2 · 34.634 / ln 4 = 49.97 and (20.794 + 6.908) / .3963 =
   * 69.9.
   */
  @Test
  void neighboursAreChosenByTheNumberOfClients() {
    assertThat(MaskGraph.automatic(3)).isZero();
    assertThat(MaskGraph.automatic(100)).isZero();
    assertThat(MaskGraph.automatic(1000)).isEqualTo(70);
    assertThat(MaskGraph.automatic(100_000)).isEqualTo(82);
  }

  @Test
  void aRoundIsUnmaskedForTheSameClientsOnly(@TempDir Path folder) throws IOException {
    SurvivorRecord record = new SurvivorRecord(folder.resolve("survivors"), SECRET);
    record.require(4, "state", new int[] {1, 5, 7});
    SurvivorRecord again = new SurvivorRecord(folder.resolve("survivors"), SECRET);
    again.require(4, "state", new int[] {1, 5, 7});
    again.require(5, "other", new int[] {1, 5});
    assertThatThrownBy(() -> again.require(4, "state", new int[] {1, 5}))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("round 4 was unmasked before")
        .hasMessageContaining("other clients were in its sum than the 2 now");
    assertThatThrownBy(() -> again.require(4, "changed", new int[] {1, 5, 7}))
        .hasMessageContaining("it starts from another state or request now");
    assertThat(Files.readString(folder.resolve("survivors/4"))).doesNotContain("1 5 7");
  }
}
