package dev.nightshift.training.spark.meta;

import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.TaskBank;
import dev.nightshift.training.meta.TaskFamily;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The known tasks that this process has adapted to, so that Spark tasks side by side adapt to them
 * once. A bank that nobody uses stays until another is asked for. Safe for use by several threads.
 */
final class TaskBanks {

  // One for the process: tasks must not be adapted to once per Spark task.
  private static final TaskBanks PROCESS = new TaskBanks();

  private final List<Held<?>> held = new ArrayList<>();

  TaskBanks() {}

  /** The banks of this process. */
  static TaskBanks process() {
    return PROCESS;
  }

  /**
   * Borrows the bank of the first tasks to learn on, making it if this process does not hold it.
   *
   * @param folder of the parameters
   * @param known number of tasks
   */
  synchronized <D> Lease<D> borrow(MetaProgram<D> program, String folder, int known)
      throws IOException {
    for (Held<?> bank : held) {
      if (bank.program.equals(program) && bank.folder.equals(folder) && bank.known == known) {
        // Equal programs have examples of one kind.
        @SuppressWarnings("unchecked")
        Held<D> same = (Held<D>) bank;
        same.users++;
        return new Lease<>(this, same);
      }
    }
    releaseIdle();
    Held<D> made = new Held<>(program, folder, known);
    held.add(made);
    made.users++;
    return new Lease<>(this, made);
  }

  /** Closes all banks that nobody uses. */
  synchronized void releaseIdle() {
    List<Held<?>> idle = held.stream().filter(bank -> bank.users == 0).toList();
    idle.forEach(bank -> bank.bank.close());
    held.removeAll(idle);
  }

  /** Number of banks that this process holds. */
  synchronized int size() {
    return held.size();
  }

  private synchronized void giveBack(Held<?> bank) {
    bank.users--;
  }

  private static final class Held<D> {

    private final MetaProgram<D> program;
    private final String folder;
    private final int known;
    private final TaskBank<D> bank;
    private int users;

    private Held(MetaProgram<D> program, String folder, int known) throws IOException {
      this.program = program;
      this.folder = folder;
      this.known = known;
      this.bank = new TaskBank<>(program.protocol().learner(Path.of(folder)), program.meta());
      try (TaskFamily<D> tasks = program.protocol().tasks();
          Lanes one = new Lanes(1);
          PointerScope scope = new PointerScope()) {
        Map<String, Tensor> parameters = WorkingModel.weights(Path.of(folder));
        for (int number = 0; number < known; number++) {
          long at = number;
          one.<Boolean>alone(
              lane -> {
                bank.add(parameters, tasks.episode(Side.TRAIN, at));
                return true;
              });
        }
      }
    }
  }

  /** A bank in use; it stays until the lease is closed. */
  static final class Lease<D> implements AutoCloseable {

    private final TaskBanks banks;
    private final Held<D> held;
    private boolean open = true;

    private Lease(TaskBanks banks, Held<D> held) {
      this.banks = banks;
      this.held = held;
    }

    /** The bank. */
    TaskBank<D> bank() {
      return held.bank;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        banks.giveBack(held);
      }
    }
  }
}
