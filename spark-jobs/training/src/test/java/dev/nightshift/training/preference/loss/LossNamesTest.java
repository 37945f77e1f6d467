package dev.nightshift.training.preference.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.preference.loss.ApoLoss.Anchor;
import dev.nightshift.training.preference.loss.IpoLoss.Normalisation;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LossNamesTest {

  private static final OptionalDouble UNSET = OptionalDouble.empty();

  @Test
  void everyNameHasItsPublishedDefaults() {
    assertThat(LossNames.all())
        .map(name -> LossNames.parse(name, LossSettings.DEFAULT, new Faults()))
        .containsExactly(
            new SigmoidLoss(.1, 0),
            new SigmoidLoss(.1, .1),
            new RobustLoss(.1, .1),
            new HingeLoss(.1),
            new IpoLoss(.1, Normalisation.SUM),
            new IpoLoss(.1, Normalisation.MEAN),
            new KtoLoss(.1, 1, 1),
            new OrpoLoss(.1),
            new SimpoLoss(2, .5),
            new CpoLoss(.1),
            new BcoLoss(.1),
            new SppoLoss(.001),
            new ApoLoss(.1, Anchor.ZERO),
            new ApoLoss(.1, Anchor.DOWN),
            new SftLoss());
    for (String name : LossNames.all()) {
      PreferenceLoss loss = LossNames.parse(name, LossSettings.DEFAULT, new Faults());
      assertThat(loss).isNotNull();
      assertThat(loss.name()).isEqualTo(name);
    }
  }

  @Test
  void severalLossesHaveWeights() {
    LossSettings settings =
        new LossSettings(OptionalDouble.of(.2), UNSET, UNSET, UNSET, UNSET);
    assertThat(LossNames.parse("sigmoid:1, ipo:.2", settings, new Faults()))
        .isEqualTo(
            new WeightedLoss(
                List.of(
                    new WeightedLoss.Part(new SigmoidLoss(.2, 0), 1),
                    new WeightedLoss.Part(new IpoLoss(.2, Normalisation.SUM), .2))));
  }

  @Test
  void allFaultsAreToldAtOnce() {
    Faults faults = new Faults();
    LossSettings settings =
        new LossSettings(
            OptionalDouble.of(-1), OptionalDouble.of(.2), UNSET, UNSET, OptionalDouble.of(2));
    assertThat(LossNames.parse("ipo,ipo,dpo,hinge:x", settings, faults)).isNull();
    assertThat(faults.list())
        .extracting(Fault::problem)
        .containsExactly(
            "--beta is -1.0",
            "--loss names 'ipo' twice",
            "--loss names 'dpo'",
            "--loss has the part 'hinge:x'",
            "--label-smoothing is 0.2 with --loss ipo,hinge",
            "--undesirable-weight is 2.0 with --loss ipo,hinge");
    assertThat(faults.list().get(4).remedy()).isEqualTo("It belongs to: cdpo, robust, sigmoid.");
  }
}
