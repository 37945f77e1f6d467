package dev.nightshift.training.spark.federated;

import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.CentralNoise;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.RoundServer;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerSettings;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of federated averaging, ready to start.
 *
 * @param program the model and the data
 * @param names the clients' names, in the order of their numbers
 * @param sampling who takes part
 * @param local how clients train
 * @param treatment what becomes of their changes
 * @param attacks who is false
 * @param server settings of the server's step
 * @param rule name of the rule of aggregation
 * @param budget noise and budget, or null
 * @param secretSource where the secret is, or null
 * @param secret the server's part of the secret, from which nothing of the clients' follows, or
 *     null
 * @param request digest of all that decides the result
 * @param drawSeed decides who takes part; secret where privacy rests on the draw
 */
record FederatedSetup(
    ClientProgram program,
    List<String> names,
    ClientSampling sampling,
    LocalSettings local,
    Treatment treatment,
    AttackPlan attacks,
    ServerSettings server,
    String rule,
    @Nullable FederatedBudget budget,
    @Nullable SecretSource secretSource,
    @Nullable SecretSeed secret,
    String request,
    long drawSeed) {

  private static final int NAME_BYTES = 8;

  FederatedSetup {
    names = List.copyOf(names);
  }

  /** The clients of a round. */
  int[] clients(long round) {
    return sampling.of(drawSeed, round);
  }

  /** Whether nothing is told that noise does not cover. */
  boolean isPrivate() {
    return budget != null;
  }

  /**
   * Which request a round belongs to, and which state it starts from, in one digest.
   *
   * @param before digest of the state
   */
  String identity(String before) {
    return Digest.start().add("round").add(request).add(before).hex();
  }

  /** What tables call a client: its key, or where single clients are hidden a pseudonym. */
  String name(int client) {
    return secret == null
        ? names.get(client)
        : HexFormat.of().formatHex(secret.derive("client name", client), 0, NAME_BYTES);
  }

  /** The fingerprint of the secret; empty where there is none. */
  String fingerprint() {
    return secret == null ? "" : secret.fingerprint();
  }

  /** The server's part of a round, with its noise. */
  RoundServer newServer() {
    CentralNoise noise = null;
    if (budget != null && !budget.local() && secret != null) {
      noise =
          new CentralNoise(
              budget.noiseMultiplier() * treatment.normBound(), sampling.perRound(), secret);
    }
    return new RoundServer(
        new ServerOptimizer(server), !rule.equals(RobustRules.MEAN), noise, names.size());
  }
}
