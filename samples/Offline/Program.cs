System.Console.WriteLine("Built without a network");
