# frozen_string_literal: true

# Compares with schema/vectors.json what this node makes of texts and configurations:
#
#     ruby vectors.rb FILE
require_relative "group"

vectors = JSON.parse(File.read(ARGV.fetch(0), encoding: "UTF-8"))
own = vectors["configurations"].map { |one| [one["config"], one["hash"]] }
own.select! { |config, _| config.fetch("protocol", "om") == "om" && config["orders"] != "any" }
pairs = vectors["texts"].flat_map do |one|
  text = JSON.generate(one["text"])
  [[text, one["canonical"]], [Digest::SHA256.hexdigest(text), one["digest"]]]
end
pairs += own.map { |config, hash| [Group.new(config["nodes"][0]["id"], config).header["hash"], hash] }
wrong = pairs.reject { |ours, theirs| ours == theirs }
abort wrong.first.inspect unless wrong.empty?
puts "#{vectors["texts"].size} texts and #{own.size} configurations are right"
