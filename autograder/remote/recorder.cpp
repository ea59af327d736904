#include "remote/recorder.hpp"

#include <utility>

namespace gradus::remote {
namespace {

constexpr std::size_t most_bytes = 1'000'000;  // of a call with all that belongs to it

std::size_t size_of(const std::vector<Exchange>& exchanges) {
  std::size_t size = 0;
  for (const Exchange& one : exchanges) {
    size += one.request.span().size() + one.answer.span().size();
  }
  return size;
}

bool same_request(const Exchange& exchange, std::span<const std::byte> request) {
  Reader one(exchange.request.span()), other(request);
  return one.number() == other.number() && exchange.same_request(one, other);
}

}  // namespace

void Recorder::start_case() {
  earlier_.merge(std::exchange(this_case_, {}));  // an earlier one is kept
}

void Recorder::add(const Signature& signature, std::span<const std::byte> call,
                   std::vector<Exchange> exchanges, std::span<const std::byte> answer) {
  if (call.size() + answer.size() + size_of(exchanges) > most_bytes) return;
  if (this_case_.contains(signature.name)) return;
  this_case_.emplace(signature.name, Call{.signature = signature,
                                          .bytes = {call.begin(), call.end()},
                                          .exchanges = std::move(exchanges),
                                          .answer = {answer.begin(), answer.end()}});
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
  channel.send(Kind::call, call.bytes);
  for (const Exchange& exchange : call.exchanges) {
    const Frame request = channel.receive();
    if (request.kind != Kind::callback_call || !same_request(exchange, request.bytes.span()))
      return false;
    channel.send(exchange.kind, exchange.answer.span());
  }
  const Frame answer = channel.receive();
  return answer.kind == Kind::result &&
         call.signature.same_answers(call.answer, answer.bytes.span());
}

}  // namespace gradus::remote
