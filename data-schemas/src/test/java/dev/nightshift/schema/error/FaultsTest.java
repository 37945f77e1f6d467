package dev.nightshift.schema.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

  @Test
  void allFaultsOfARequestComeAtOnce() {
    Faults faults = new Faults();
    faults.throwIfAny();
    assertThat(faults.isEmpty()).isTrue();
    faults.add("steps is -1", "night.yaml:7", "Give a number above 0.");
    faults.add(Fault.of("there is no job 'trian'."));
    faults.addAll(List.of(new Fault("x", "", "Mend it.")));
    RequestException thrown = catchThrowableOfType(RequestException.class, faults::throwIfAny);
    assertThat(thrown)
        .hasMessage(
            "night.yaml:7: steps is -1. Give a number above 0.\nthere is no job 'trian'.\nx. Mend it.");
    assertThat(thrown.faults()).isEqualTo(faults.list());
    assertThat(thrown.exitCode().code()).isEqualTo(2);
  }

  @Test
  void kindsHaveTheirExitCodes() {
    assertThat(new WorkException("a", "", "").exitCode().code()).isEqualTo(1);
    assertThat(new GateRefusedException(List.of(Fault.of("a"))).exitCode().code()).isEqualTo(3);
    assertThat(ExitCode.DONE.code()).isZero();
  }

  @Test
  void faultSaysSomething() {
    assertThatThrownBy(() -> Fault.of(" ")).hasMessage("a fault says what was wrong");
    assertThatThrownBy(() -> new RequestException(List.of()))
        .hasMessage("an error needs at least one fault");
  }

  @Test
  void errorCrossesProcessesWithItsMessage() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new WorkException("row is bad", "a.jsonl:7", "Mend it."));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      WorkException back = (WorkException) in.readObject();
      assertThat(back).hasMessage("a.jsonl:7: row is bad. Mend it.");
      assertThat(back.faults()).extracting(Fault::problem).containsExactly(back.getMessage());
    }
  }
}
