package dev.nightshift.cli;

import dev.nightshift.schema.error.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code doctor}. */
@Command(
    name = "doctor",
    description = "Check this machine: JDK, memory, disk, threads, natives, GPU; say what to mend.")
final class DoctorCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<Checkup.Finding> findings = new Checkup(surroundings).all();
    for (Checkup.Finding finding : findings) {
      surroundings
          .out()
          .printf("%-5s %-12s %s%n", finding.verdict().label(), finding.subject(), finding.seen());
      if (!finding.remedy().isEmpty()) {
        surroundings.out().printf("%-5s %-12s -> %s%n", "", "", finding.remedy());
      }
    }
    boolean broken = findings.stream().anyMatch(f -> f.verdict() == Checkup.Verdict.BROKEN);
    return (broken ? ExitCode.WORK_FAILED : ExitCode.DONE).code();
  }
}
