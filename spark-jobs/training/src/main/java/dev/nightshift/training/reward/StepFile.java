package dev.nightshift.training.reward;

import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers in steps on disk, two sequences an answer: its tokens with those of the prompt, then the
 * end and the label of each step by turns.
 */
public final class StepFile implements Closeable {

  private final SequenceFile file;

  private StepFile(SequenceFile file) {
    this.file = file;
  }

  /** Adds an answer to a file that is being written. */
  public static void add(SequenceWriter writer, LabelledSteps answer) throws IOException {
    int[] steps = new int[2 * answer.labels().length];
    for (int i = 0; i < answer.labels().length; i++) {
      steps[2 * i] = answer.ends()[i];
      steps[2 * i + 1] = answer.labels()[i];
    }
    writer.add(answer.ids(), 1);
    writer.add(steps, 1);
  }

  /** Opens a folder of answers. */
  public static StepFile open(Path folder) throws IOException {
    return new StepFile(SequenceFile.open(folder));
  }

  /** Number of answers. */
  public int count() {
    return file.count() / 2;
  }

  /** Number of steps of all answers. */
  public long steps() {
    long steps = 0;
    for (int answer = 0; answer < count(); answer++) {
      steps += stepsOf(answer);
    }
    return steps;
  }

  private int stepsOf(int answer) {
    return file.length(2 * answer + 1) / 2;
  }

  /** Number of tokens of all answers with their prompts. */
  public long tokens() {
    return file.tokens() - 2 * steps();
  }

  /** An answer by its number. */
  LabelledSteps answer(int number) {
    int[] steps = file.ids(2 * number + 1);
    int[] ends = new int[steps.length / 2];
    int[] labels = new int[ends.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = steps[2 * i];
      labels[i] = steps[2 * i + 1];
    }
    return new LabelledSteps(file.ids(2 * number), ends, labels);
  }

  /** Some answers by their numbers. */
  public StepBatch batch(int[] answers, int padding) {
    List<LabelledSteps> some = new ArrayList<>();
    for (int answer : answers) {
      some.add(answer(answer));
    }
    return StepBatch.of(some, padding);
  }

  /** Whether more than half of all steps are right. */
  boolean mostlyRight() {
    long right = 0;
    for (int answer = 0; answer < count(); answer++) {
      for (int label : answer(answer).labels()) {
        right += label;
      }
    }
    return 2 * right > steps();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
