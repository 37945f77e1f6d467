package dev.nightshift.synthesis.constitutional;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.Generation;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.synthesis.constitutional.Chain.Step;
import dev.nightshift.synthesis.constitutional.Chain.Verdict;
import dev.nightshift.synthesis.constitutional.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes preference pairs by Constitutional AI (Bai et al. 2022).
 *
 * <p>By revision (section 3.1): the model answers; a principle is drawn, by which it criticises its
 * answer and then revises it; the revision takes the answer's place for the next round. The last
 * revision is preferred to the first answer. By feedback (section 4.1): the model answers twice,
 * and chooses between the two ({@link Feedback}).
 *
 * <p>A chain is a function of the model, the settings and its own prompt: the draws are keyed by
 * the prompt's row, and no text depends on those that are generated beside it ({@link Generator}).
 */
public final class ConstitutionalChain {

  private final LanguageModel model;
  private final Transcript transcript;
  private final Constitution constitution;
  private final ChainSettings settings;
  private final GenerationSettings generation;

  /**
   * A maker of pairs.
   *
   * @param model with a tokenizer; it stays the caller's
   * @param template how the model reads conversations; empty for a plain transcript
   * @param batchSize texts that are generated together; it never changes a text
   */
  public ConstitutionalChain(
      LanguageModel model,
      Optional<ChatTemplate> template,
      Constitution constitution,
      ChainSettings settings,
      int batchSize) {
    this.model = model;
    this.transcript = new Transcript(model.requireTokenizer(), template);
    this.constitution = constitution;
    this.settings = settings;
    this.generation =
        GenerationSettings.greedy(settings.maxTokens())
            .withTemperature(settings.temperature(), settings.seed())
            .withTopP(settings.topP())
            .withStops(transcript.stops())
            .withBatchSize(batchSize);
  }

  /** What comes of each prompt, in their order. */
  public List<Chain> run(List<PromptText> prompts) {
    List<ChainWork> works = prompts.stream().map(ChainWork::new).toList();
    generate(works, "answer", 0, Role.ASSISTANT, ConstitutionalChain::asked);
    switch (settings.form()) {
      case REVISION -> revise(works);
      case FEEDBACK -> compare(works);
    }
    return works.stream().map(ChainWork::result).toList();
  }

  private void revise(List<ChainWork> works) {
    for (int round = 1; round <= settings.revisions(); round++) {
      int number = round;
      generate(works, "critique-" + round, round, Role.CRITIQUE, work -> criticised(work, number));
      generate(works, "revision-" + round, round, Role.REVISION, work -> revised(work, number));
    }
    for (ChainWork work : open(works)) {
      String first = work.steps().get(0).text();
      String last = work.last();
      if (first.equals(last)) {
        work.end(Verdict.IDENTICAL, "the revision is the first answer");
      } else {
        work.pair(last, first, null);
      }
    }
  }

  private void compare(List<ChainWork> works) {
    generate(works, "other-answer", 0, Role.ASSISTANT, ConstitutionalChain::asked);
    Feedback feedback = new Feedback(model, transcript);
    for (ChainWork work : open(works)) {
      String a = work.steps().get(0).text();
      String b = work.last();
      if (a.equals(b)) {
        work.end(Verdict.IDENTICAL, "both answers are the same");
        continue;
      }
      feedback.judge(work, principle(work, 1), a, b);
    }
  }

  private Principle principle(ChainWork work, int round) {
    return constitution.draw(settings.seed(), work.prompt().rowId(), round);
  }

  private static List<Turn> asked(ChainWork work) {
    return List.of(new Turn(Role.HUMAN, work.prompt().text()));
  }

  /** The prompt, the answer as it stands, and the request for a critique of it. */
  private List<Turn> criticised(ChainWork work, int round) {
    return criticised(work, work.last(), round);
  }

  private List<Turn> criticised(ChainWork work, String answer, int round) {
    List<Turn> turns = new ArrayList<>(asked(work));
    turns.add(new Turn(Role.ASSISTANT, answer));
    turns.add(new Turn(Role.CRITIQUE_REQUEST, principle(work, round).critique()));
    return turns;
  }

  private List<Turn> revised(ChainWork work, int round) {
    // Before the critique stands the answer that it is about.
    String answer = work.steps().get(work.steps().size() - 2).text();
    List<Turn> turns = criticised(work, answer, round);
    turns.add(new Turn(Role.CRITIQUE, work.last()));
    turns.add(new Turn(Role.REVISION_REQUEST, principle(work, round).revision()));
    return turns;
  }

  private static List<ChainWork> open(List<ChainWork> works) {
    return works.stream().filter(ChainWork::isOpen).toList();
  }

  /** Generates the next step of every open chain; round 0 follows no principle. */
  private void generate(
      List<ChainWork> works,
      String name,
      int round,
      Role next,
      Function<ChainWork, List<Turn>> turns) {
    List<ChainWork> ready = new ArrayList<>();
    List<GenerationRequest> requests = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (ChainWork work : open(works)) {
      String text = transcript.text(turns.apply(work), next);
      int[] ids = transcript.tokens(text);
      int room = model.config().maxPositions() - settings.maxTokens();
      if (ids.length > room) {
        work.end(
            Verdict.TOO_LONG,
            name + ": " + ids.length + " tokens, of which " + Math.max(0, room) + " fit");
        continue;
      }
      ready.add(work);
      requests.add(GenerationRequest.ofTokens(work.prompt().rowId() + "/" + name, ids));
      digests.add(Digest.ofText(text));
    }
    List<Generation> generated = Generator.generate(model, requests, generation);
    for (int i = 0; i < ready.size(); i++) {
      ChainWork work = ready.get(i);
      String text = generated.get(i).text().strip();
      String principle = round == 0 ? "" : principle(work, round).id();
      work.steps().add(new Step(name, principle, digests.get(i), text));
      if (text.isEmpty()) {
        work.end(Verdict.EMPTY, name + " is empty");
      }
    }
  }
}
