/**
 * Learning from rewards of the policy's own answers: PPO, GRPO and their relatives, which differ in
 * how they estimate advantages. Rollouts come in, steps of the ordinary trainer go out.
 */
@NullMarked
package dev.nightshift.training.policy;

import org.jspecify.annotations.NullMarked;
