#include "remote/recorder.hpp"

#include <utility>

namespace gradus::remote {
namespace {

constexpr std::size_t most_bytes = 1'000'000;  // of a call with all that belongs to it

std::size_t size_of(const Call& call) {
  std::size_t size = call.bytes.size() + call.answer.size();
  for (const Exchange& one : call.exchanges) size += one.request.size() + one.answer.size();
  return size;
}

bool same_request(const Exchange& exchange, const std::vector<std::byte>& request) {
  Reader one(exchange.request), other(request);
  return one.number() == other.number() && exchange.same_request(one, other);
}

}  // namespace

void Recorder::start_case() {
  earlier_.merge(std::exchange(this_case_, {}));  // an earlier one is kept
}

void Recorder::add(Call call) {
  if (size_of(call) <= most_bytes) this_case_.try_emplace(call.signature.name, std::move(call));
}

std::vector<const Call*> Recorder::to_ask_again() const {
  std::vector<const Call*> calls;
  for (const auto& [name, call] : this_case_) calls.push_back(&call);
  for (const auto& [name, call] : this_case_) {
    const auto found = earlier_.find(name);
    if (found != earlier_.end()) calls.push_back(&found->second);
  }
  return calls;
}

bool answers_the_same(Channel& channel, const Call& call) {
  channel.send(Kind::call, call.bytes, Channel::no_deadline);
  for (const Exchange& exchange : call.exchanges) {
    const Frame request = channel.receive(Channel::no_deadline);
    if (request.kind != Kind::callback_call || !same_request(exchange, request.bytes)) return false;
    channel.send(exchange.kind, exchange.answer, Channel::no_deadline);
  }
  const Frame answer = channel.receive(Channel::no_deadline);
  return answer.kind == Kind::result && call.signature.same_answers(call.answer, answer.bytes);
}

}  // namespace gradus::remote
