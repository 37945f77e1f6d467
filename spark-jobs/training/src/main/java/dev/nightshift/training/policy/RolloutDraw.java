package dev.nightshift.training.policy;

import dev.nightshift.eval.reward.RewardRequest;
import dev.nightshift.eval.reward.Rewards;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.Generation;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.training.trainer.Lanes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the answers of an iteration are drawn. The draws of an answer are keyed by (seed, iteration,
 * prompt, sample): they depend neither on who draws it nor on what is drawn beside it.
 *
 * @param iteration the iteration, from 0
 * @param samples answers to each prompt
 * @param seed the run's seed
 * @param temperature 0 for the likeliest tokens
 * @param maxNewTokens most tokens of an answer
 */
public record RolloutDraw(
    long iteration, int samples, long seed, double temperature, int maxNewTokens)
    implements Serializable {

  /** Answers of the likeliest tokens, one to each prompt. */
  public static RolloutDraw greedy(int maxNewTokens) {
    return new RolloutDraw(0, 1, 0, 0, maxNewTokens);
  }

  /**
   * Draws answers and asks for their rewards.
   *
   * @param model the policy
   * @param digest its model digest
   * @param parts prompts that go together, as {@link RolloutPlan} puts them
   * @param lanes cores, each of which works on a part of its own
   * @param rewards what answers get
   */
  public List<Rollout> run(
      LanguageModel model,
      String digest,
      List<List<RolloutPlan.Placed>> parts,
      Lanes lanes,
      Rewards rewards) {
    List<RolloutPlan.Placed> prompts = new ArrayList<>();
    parts.forEach(prompts::addAll);
    List<Generation> answers = new ArrayList<>();
    lanes.<List<Generation>>inOrder(
        0,
        parts.size(),
        part -> lane -> Generator.generate(model, requests(parts.get(part)), settings()),
        (part, lane, some) -> answers.addAll(some));
    List<RewardRequest> asked = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      RolloutPrompt prompt = prompts.get(i / samples).prompt();
      asked.add(
          new RewardRequest(
              prompt.text(),
              answers.get(i).text(),
              answers.get(i).tokenIds().size(),
              !finish(answers.get(i)).equals(Rollout.CUT_OFF),
              prompt.fields()));
    }
    List<Rewards.Scored> scores = rewards.score(asked);
    List<Rollout> rollouts = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      rollouts.add(
          rollout(
              prompts.get(i / samples),
              i % samples,
              digest,
              answers.get(i),
              scores.get(i),
              rewards.names()));
    }
    return rollouts;
  }

  private GenerationSettings settings() {
    return GenerationSettings.greedy(maxNewTokens)
        .withTemperature(temperature, seed)
        .withBatchSize(Integer.MAX_VALUE / 2);
  }

  private List<GenerationRequest> requests(List<RolloutPlan.Placed> prompts) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (RolloutPlan.Placed placed : prompts) {
      for (int sample = 0; sample < samples; sample++) {
        String id = iteration + "/" + placed.prompt().id() + "/" + sample;
        requests.add(GenerationRequest.ofTokens(id, placed.prompt().tokens()));
      }
    }
    return requests;
  }

  private Rollout rollout(
      RolloutPlan.Placed placed,
      int sample,
      String digest,
      Generation answer,
      Rewards.Scored scored,
      List<String> names) {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (int part = 0; part < names.size(); part++) {
      parts.put(names.get(part), scored.parts()[part]);
    }
    return new Rollout(
        iteration,
        (long) placed.place() * samples + sample,
        placed.prompt().id(),
        sample,
        digest,
        placed.prompt().text(),
        answer.promptTokenIds(),
        answer.text(),
        answer.tokenIds(),
        finish(answer),
        parts,
        scored.total());
  }

  private static String finish(Generation answer) {
    return answer.finishReason().name().toLowerCase(Locale.ROOT);
  }
}
