package dev.caravan.simulator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Notes what a session does to its connection. */
public final class NotedClient implements SimulatedClient {

  public final List<String> answers = new ArrayList<>();
  public final Set<String> subscribed = new LinkedHashSet<>();
  public final Set<String> refused = new LinkedHashSet<>();
  public boolean isBinary;
  public int place = 1;
  public int closedWith = -1;

  @Override
  public void answer(String json) {
    answers.add(json);
  }

  @Override
  public void answerBinary(String json) {
    answers.add(json);
    isBinary = true;
  }

  @Override
  public void subscribe(String name) {
    subscribed.add(name);
  }

  @Override
  public void unsubscribe(String name) {
    subscribed.remove(name);
  }

  @Override
  public boolean isSubscribed(String name) {
    return subscribed.contains(name);
  }

  @Override
  public boolean hears(String name) {
    return subscribed.contains(name);
  }

  @Override
  public List<String> subscriptions() {
    return List.copyOf(subscribed);
  }

  @Override
  public boolean isRefused(String name) {
    return refused.contains(name);
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void sendWhole(boolean whole) {
    // Frames have one form.
  }

  @Override
  public void close(int code, String reason) {
    closedWith = code;
  }
}
